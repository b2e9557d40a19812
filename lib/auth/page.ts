import "server-only";
import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { cache } from "react";
import { findCaller } from "#lib/auth/authorize.ts";
import { can, type Permission, type User } from "#lib/auth/permissions.ts";
import { PAGE_ADDRESS } from "#lib/http/door-headers.ts";

/** One look-up for the layout, the metadata and the page. */
export const currentUser = cache(async (): Promise<User | null> => findCaller(await headers()));

async function signInAddress(): Promise<string> {
  const page = new URL((await headers()).get(PAGE_ADDRESS) ?? "/", "http://localhost");
  page.searchParams.delete("_rsc");
  return `/sign-in?${new URLSearchParams({ next: `${page.pathname}${page.search}` })}`;
}

async function requireUser(permission: Permission): Promise<User> {
  const user = (await currentUser()) ?? redirect(await signInAddress());
  return can(user, permission) ? user : forbidden();
}

/** For a page and for its metadata: both read from the database, and each must check by itself. */
export function page<Props, Result>(
  permission: Permission,
  render: (props: Props, user: User) => Result | Promise<Result>,
): (props: Props) => Promise<Result> {
  return async (props) => render(props, await requireUser(permission));
}
