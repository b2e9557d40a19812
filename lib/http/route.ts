import "server-only";
import { unstable_rethrow } from "next/navigation";
import { lowSpaceForData } from "#lib/embedded/disk-space.ts";
import { env, listensOnLoopback } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { problemResponse, toAppError } from "#lib/http/problem.ts";
import { foreignRequest } from "#lib/http/same-origin.ts";
import { log } from "#lib/log.ts";

/** As nginx logs it: nobody reads the answer. */
const CALLER_LEFT = 499;

type Handler<Context> = (request: Request, context: Context) => Promise<Response>;

function refuseForeign(request: Request): void {
  const reason = listensOnLoopback(env()) ? foreignRequest(request) : null;
  if (reason) throw new AppError("foreign_origin", reason);
}

const WRITES = new Set(["POST", "PUT", "PATCH"]);

/** Deleting is what helps. */
async function refuseOnFullDisk({ method }: Request): Promise<void> {
  const reason = WRITES.has(method) ? await lowSpaceForData() : null;
  if (reason) throw new AppError("insufficient_storage", reason);
}

type RouteOptions = {
  /** A POST that only reads, or that ends work: a full disk does not refuse it. */
  onFullDisk?: "allowed";
};

/** The answer to a HEAD: nobody would read the body, nor close the file that it comes from. */
async function withoutBody({ body, status, headers }: Response): Promise<Response> {
  await body?.cancel();
  return new Response(null, { status, headers });
}

/** Wraps a route handler: refuses foreign pages, turns what it throws into a problem document, logs what was not expected. */
export function route<Context = unknown>(handler: Handler<Context>, options: RouteOptions = {}): Handler<Context> {
  return async (request, context) => {
    try {
      refuseForeign(request);
      if (options.onFullDisk !== "allowed") await refuseOnFullDisk(request);
      const response = await handler(request, context);
      return request.method === "HEAD" ? await withoutBody(response) : response;
    } catch (error) {
      unstable_rethrow(error);
      if (request.signal.aborted) return new Response(null, { status: CALLER_LEFT });
      const facts = { method: request.method, path: new URL(request.url).pathname };
      const expected = toAppError(error);
      if (!expected) log().error({ err: error, ...facts }, "request failed");
      else if (expected !== error) log().warn({ ...facts, err: error }, expected.message);
      return problemResponse(error);
    }
  };
}
