import "server-only";
import type { Permission, User } from "#lib/auth/permissions.ts";
import { countAttempt } from "#lib/db/users/attempts.ts";
import { AppError } from "#lib/errors.ts";
import { once } from "#lib/once.ts";

/**
 * Requests of one user, or of one key, that run at the same time. Counted by this process: they are about its memory and its
 * connections, and the counts end with it.
 */
const AT_ONCE = {
  preview: { most: 5, what: "previews" },
  zip: { most: 1, what: "zip export" },
  generate: { most: 2, what: "images that a request waits for" },
  upload: { most: 4, what: "uploads" },
};
export type AtOnce = keyof typeof AT_ONCE;

/** Of all processes together: they are about money. */
const SPENDING = { most: 10, minutes: 1 };
const RETRY_SECONDS = 5;

/** Null without accounts: whoever uses the app then has no limits. */
const counterOf = ({ id, key }: User) => key?.id ?? id;

async function countSpending(counter: string): Promise<void> {
  const [found] = await countAttempt([`spend ${counter}`], SPENDING.minutes);
  if (!found || found.count <= SPENDING.most) return;
  const message = `At most ${SPENDING.most} requests that cost money in a minute. Try again in ${found.seconds} s.`;
  throw new AppError("too_many_requests", message, { retryAfterSeconds: found.seconds });
}

/** Returns how to leave; leaving twice counts once. */
function enter(name: AtOnce, counter: string): () => void {
  const running = once("requests-at-once", () => new Map<string, Set<symbol>>());
  const place = `${name} ${counter}`;
  const requests = running.get(place) ?? new Set();
  const { most, what } = AT_ONCE[name];
  if (requests.size >= most)
    throw new AppError("too_many_requests", `At most ${most} ${what} at once. Wait for one to finish.`, {
      retryAfterSeconds: RETRY_SECONDS,
    });
  const own = Symbol(place);
  running.set(place, requests.add(own));
  return () => {
    requests.delete(own);
    if (requests.size === 0) running.delete(place);
  };
}

/** The body of a response may be made while it is read: `leave` is called when that has ended in any way. */
function leaveAtEnd(response: Response, leave: () => void): Response {
  const { body, status, headers } = response;
  if (body) {
    // TypeScript's own types don't know `cancel`, which Node calls where the reader leaves or the writer fails.
    const end = { flush: leave, cancel: leave };
    return new Response(body.pipeThrough(new TransformStream<Uint8Array, Uint8Array>(end)), { status, headers });
  }
  leave();
  return response;
}

type Limits = { permission: Permission; atOnce?: AtOnce | undefined };

/** Throws a 429 `AppError` where the user has too many requests. What needs the permission `spend` counts, but for previews. */
export async function withinLimits(
  user: User,
  { permission, atOnce }: Limits,
  handle: () => Promise<Response>,
): Promise<Response> {
  const counter = counterOf(user);
  if (counter === null) return handle();
  if (permission === "spend" && atOnce !== "preview") await countSpending(counter);
  if (!atOnce) return handle();
  const leave = enter(atOnce, counter);
  try {
    return leaveAtEnd(await handle(), leave);
  } catch (error) {
    leave();
    throw error;
  }
}
