import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { LOCAL_USER, type User } from "#lib/auth/permissions.ts";
import { once } from "#lib/once.ts";

const storage = () => once("actor", () => new AsyncLocalStorage<User>());

/** Whatever `work` writes is by this user. */
export function runAs<Result>(user: User | null, work: () => Result): Result {
  return user ? storage().run(user, work) : work();
}

/** Who makes the request that runs. What no request does, such as a worker's work, is by nobody in particular. */
export function actor(): User {
  return storage().getStore() ?? LOCAL_USER;
}

export type CreatedBy = { createdBy: string | null; createdById: string | null };

/** For the row of what the user starts: null without accounts. */
export function createdBy(): CreatedBy {
  const { id, name } = actor();
  return { createdBy: id === null ? null : name, createdById: id };
}
