import "server-only";
import { unstable_rethrow } from "next/navigation";
import { runAs } from "#lib/auth/actor.ts";
import { authorize, findCaller } from "#lib/auth/authorize.ts";
import type { Permission, User } from "#lib/auth/permissions.ts";
import { record } from "#lib/db/audit.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { accessRules, refusal } from "#lib/http/access.ts";
import { CALLER_ADDRESS } from "#lib/http/door-headers.ts";
import { type AtOnce, withinLimits } from "#lib/http/limits.ts";
import { problemResponse, toAppError } from "#lib/http/problem.ts";
import { log } from "#lib/log.ts";
import { once } from "#lib/once.ts";
import { lowSpaceForData } from "#lib/storage/disk-space.ts";

/** nginx's status for a caller that closed the connection. */
const CALLER_LEFT = 499;

type RouteHandler<Context> = (request: Request, context: Context) => Promise<Response>;
type Handler<Context, Caller> = (request: Request, context: Context, user: Caller) => Promise<Response>;

/** The door has checked this too; a handler can also be reached in other ways. */
function refuseForeign({ method, headers, url }: Request): void {
  const reason = refusal(
    { method, headers, path: new URL(url).pathname },
    once("access-rules", () => accessRules(env())),
  );
  if (reason) throw new AppError("foreign_origin", reason);
}

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);
const MAX_PATH = 500;

const WRITES = new Set(["POST", "PUT", "PATCH"]);

/** Deleting frees space. */
async function refuseOnFullDisk({ method }: Request): Promise<void> {
  const reason = WRITES.has(method) ? await lowSpaceForData() : null;
  if (reason) throw new AppError("insufficient_storage", reason);
}

const addressOf = ({ headers }: Request) => headers.get(CALLER_ADDRESS);

/** Reading what one may not is no news; an attempt to change it is. */
async function recordRefusal(request: Request): Promise<void> {
  if (SAFE_METHODS.has(request.method)) return;
  const user = await findCaller(request.headers);
  const details = { method: request.method, path: new URL(request.url).pathname.slice(0, MAX_PATH) };
  await runAs({ user, address: addressOf(request) }, () => record("request.refuse", { outcome: "refused", details }));
}

type RouteOptions = {
  /** For a POST that only reads or ends work. */
  onFullDisk?: "allowed";
  /** Limits how many of a user run at the same time. */
  atOnce?: AtOnce;
};

/** For HEAD: nobody would read the body or close its file. */
async function withoutBody({ body, status, headers }: Response): Promise<Response> {
  await body?.cancel();
  return new Response(null, { status, headers });
}

/** Answers are not cached unless they say otherwise. */
function withoutStoring(response: Response): Response {
  if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
  return response;
}

/** Who has the token of a link needs nothing else: logs are read by more people than it is for. */
function loggedPath(url: string): string {
  return new URL(url).pathname.replace(/^(\/(?:api\/)?(?:r|invite)\/)[^/]+/, "$1…");
}

/** Refuses foreign pages, turns errors into problem documents and logs unexpected ones. */
function guarded<Context, Caller extends User | null>(
  identify: (headers: Headers) => Promise<Caller>,
  handler: Handler<Context, Caller>,
  options: RouteOptions,
): RouteHandler<Context> {
  return async (request, context) => {
    try {
      refuseForeign(request);
      const caller = await identify(request.headers);
      if (options.onFullDisk !== "allowed") await refuseOnFullDisk(request);
      const run = () => handler(request, context, caller);
      const response = withoutStoring(await runAs({ user: caller, address: addressOf(request) }, run));
      return request.method === "HEAD" ? await withoutBody(response) : response;
    } catch (error) {
      unstable_rethrow(error);
      if (request.signal.aborted) return new Response(null, { status: CALLER_LEFT });
      const facts = { method: request.method, path: loggedPath(request.url) };
      const expected = toAppError(error);
      if (expected?.code === "forbidden")
        await recordRefusal(request).catch((cause: unknown) =>
          log().error({ err: cause, ...facts }, "refusal not recorded"),
        );
      if (!expected) log().error({ err: error, ...facts }, "request failed");
      else if (expected !== error) log().warn({ ...facts, err: error }, expected.message);
      return problemResponse(error);
    }
  };
}

/** Refuses callers without the permission. */
export function route<Context = unknown>(
  permission: Permission,
  handler: Handler<Context, User>,
  options: RouteOptions = {},
): RouteHandler<Context> {
  const limits = { permission, atOnce: options.atOnce };
  return guarded<Context, User>(
    (headers) => authorize(headers, permission),
    (request, context, user) => withinLimits(user, limits, () => handler(request, context, user)),
    options,
  );
}

/** For anybody, signed in or not. */
export function publicRoute<Context = unknown>(
  handler: Handler<Context, User | null>,
  options: RouteOptions = {},
): RouteHandler<Context> {
  return guarded(findCaller, handler, options);
}
