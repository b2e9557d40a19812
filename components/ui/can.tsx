"use client";

import { createContext, type ReactNode, useContext } from "react";
import type { Permission } from "#lib/schemas/permission.ts";

/** Null without accounts: whoever uses the app may do everything. */
const Permissions = createContext<readonly Permission[] | null>(null);

type CanProviderProps = { permissions: readonly Permission[] | null; children: ReactNode };

/** Of who uses the page. They say what a page shows; the server checks each request. */
export function CanProvider({ permissions, children }: CanProviderProps) {
  return <Permissions value={permissions}>{children}</Permissions>;
}

export function useCan(): (permission: Permission) => boolean {
  const permissions = useContext(Permissions);
  return (permission) => permissions === null || permissions.includes(permission);
}

type CanProps = { do: Permission; children: ReactNode };

/** What the server would refuse is not shown. */
export function Can({ do: permission, children }: CanProps) {
  return useCan()(permission) && children;
}
