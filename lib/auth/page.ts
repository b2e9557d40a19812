import "server-only";
import { headers } from "next/headers";
import { forbidden, redirect } from "next/navigation";
import { cache } from "react";
import { findCaller } from "#lib/auth/authorize.ts";
import { can, type Permission, type User } from "#lib/auth/permissions.ts";

/** One look-up for the layout, the metadata and the page. */
export const currentUser = cache(async (): Promise<User | null> => findCaller(await headers()));

async function requireUser(permission: Permission): Promise<User> {
  const user = (await currentUser()) ?? redirect("/sign-in");
  return can(user, permission) ? user : forbidden();
}

/** For a page and for its metadata: both read from the database, and each must check by itself. */
export function page<Props, Result>(
  permission: Permission,
  render: (props: Props, user: User) => Result | Promise<Result>,
): (props: Props) => Promise<Result> {
  return async (props) => render(props, await requireUser(permission));
}
