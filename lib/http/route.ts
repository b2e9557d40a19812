import "server-only";
import { unstable_rethrow } from "next/navigation";
import { env, listensOnLoopback } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { problemResponse } from "#lib/http/problem.ts";
import { foreignRequest } from "#lib/http/same-origin.ts";
import { log } from "#lib/log.ts";

/** As nginx logs it: nobody reads the answer. */
const CALLER_LEFT = 499;

type Handler<Context> = (request: Request, context: Context) => Promise<Response>;

function refuseForeign(request: Request): void {
  const reason = listensOnLoopback(env()) ? foreignRequest(request) : null;
  if (reason) throw new AppError("foreign_origin", reason);
}

/** Wraps a route handler: refuses foreign pages, turns what it throws into a problem document, logs what was not expected. */
export function route<Context = unknown>(handler: Handler<Context>): Handler<Context> {
  return async (request, context) => {
    try {
      refuseForeign(request);
      return await handler(request, context);
    } catch (error) {
      unstable_rethrow(error);
      if (request.signal.aborted) return new Response(null, { status: CALLER_LEFT });
      if (!(error instanceof AppError))
        log().error({ err: error, method: request.method, path: new URL(request.url).pathname }, "request failed");
      return problemResponse(error);
    }
  };
}
