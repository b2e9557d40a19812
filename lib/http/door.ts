import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { AppError } from "#lib/errors.ts";
import { type AccessRules, type Caller, proxyRefusal, refusal } from "#lib/http/access.ts";
import { PAGE_ADDRESS, setCallerAddress } from "#lib/http/door-headers.ts";
import { problemResponse } from "#lib/http/problem.ts";
import { GuardedResponse, givePagePolicy, setSecurityHeaders } from "#lib/http/security-headers.ts";

const TAKEN_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const HEADERS_MS = 60_000;
const BODY_MS = 60_000;
// What is refused is still being sent: the caller reads the answer only if the connection lives on for a moment.
const LINGER_MS = 2_000;

type Options = { rules: AccessRules; isDev?: boolean; bodyMs?: number };

function pathOf({ url = "" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "";
}

function decoded(path: string): string | null {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
}

function callerOf(request: IncomingMessage): Caller {
  const headers = new Headers();
  for (const [name, values] of Object.entries(request.headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  // Whoever may open a socket may do anything over it: asked for like a change, though it is a GET.
  const method = request.headers.upgrade === undefined ? (request.method ?? "") : "UPGRADE";
  return { method, path: pathOf(request), headers };
}

/** Decides before any of the body is read. */
function refuse(request: IncomingMessage, rules: AccessRules): AppError | null {
  const { method = "", headersDistinct } = request;
  const path = pathOf(request);
  const text = decoded(path);
  if (!TAKEN_METHODS.includes(method)) return new AppError("method_not_allowed", `Use ${TAKEN_METHODS.join(", ")}.`);
  if (!path.startsWith("/") || text === null || (headersDistinct.host?.length ?? 0) > 1)
    return new AppError("invalid_request", "The request's URL is malformed.");
  const caller = callerOf(request);
  const reason = proxyRefusal(caller.headers, rules) ?? refusal(caller, rules);
  if (reason) return new AppError("foreign_origin", reason);
  return text.includes("\0") ? new AppError("not_found", "Not found.") : null;
}

async function sendProblem(error: AppError, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const problem = problemResponse(error);
  if (error.code === "method_not_allowed") response.setHeader("allow", TAKEN_METHODS.join(", "));
  response.statusCode = problem.status;
  response.setHeaders(problem.headers);
  response.end(await problem.text());
  setTimeout(() => request.complete || request.destroy(), LINGER_MS).unref();
}

/** Ends a request whose body does not arrive. Uploads may take hours and have their own limit. */
function limitBody(request: IncomingMessage, ms: number): void {
  if (/^multipart\//i.test(request.headers["content-type"] ?? "")) return;
  const timer = setTimeout(() => request.complete || request.destroy(), ms).unref();
  request.once("close", () => clearTimeout(timer));
}

const isPage = (path: string) => !/^\/(?:api|_next\/static)\//.test(path);

function guard(handle: RequestListener, { rules, isDev = false, bodyMs = BODY_MS }: Options): RequestListener {
  return (request, response) => {
    setSecurityHeaders(response, rules);
    const error = refuse(request, rules);
    if (error) return void sendProblem(error, request, response);
    limitBody(request, bodyMs);
    setCallerAddress(request, rules);
    // Next would answer with this header before it asks a handler.
    delete request.headers["x-middleware-prefetch"];
    delete request.headers["content-security-policy"];
    delete request.headers["content-security-policy-report-only"];
    if (isPage(pathOf(request))) {
      givePagePolicy(request, isDev);
      request.headers[PAGE_ADDRESS] = request.url;
    }
    return handle(request, response);
  };
}

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/** Connections are upgraded only if `upgrade` is given. */
export function openDoor(handle: RequestListener, options: Options, upgrade?: Upgrade): Server {
  const limits = { requestTimeout: 0, headersTimeout: HEADERS_MS };
  const server = createServer({ ...limits, ServerResponse: GuardedResponse }, guard(handle, options));
  return server.on("upgrade", (request, socket, head) => {
    if (upgrade && !refuse(request, options.rules)) upgrade(request, socket, head);
    else socket.destroy();
  });
}
