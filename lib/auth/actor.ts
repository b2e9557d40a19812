import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { LOCAL_USER, type User } from "#lib/auth/permissions.ts";
import { once } from "#lib/once.ts";

/** `user`: null where nobody is signed in. `address`: where it came from. */
type CurrentRequest = { user: User | null; address: string | null };

const storage = () => once("actor", () => new AsyncLocalStorage<CurrentRequest>());

/** Whatever `work` writes is by this user. */
export function runAs<Result>(request: CurrentRequest, work: () => Result): Result {
  return storage().run(request, work);
}

/** Null for what no request does, such as a worker's work. */
export function currentRequest(): CurrentRequest | null {
  return storage().getStore() ?? null;
}

/** Who makes the request that runs. What no request does is by nobody in particular. */
export function actor(): User {
  return currentRequest()?.user ?? LOCAL_USER;
}

export type CreatedBy = { createdBy: string | null; createdById: string | null };

/** For the row of what the user starts: null without accounts. */
export function createdBy(): CreatedBy {
  const { id, name } = actor();
  return { createdBy: id === null ? null : name, createdById: id };
}
