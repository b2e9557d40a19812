import { STATUS_CODES } from "node:http";
import { AppError } from "#lib/errors.ts";
import type { Problem } from "#lib/schemas/problem.ts";
import { isStoreError } from "#lib/storage/store.ts";

/** The problem document of an error: a store that fails is a 503 that says why, what nobody expected a neutral 500. */
export function toProblem(error: unknown): Problem {
  if (isStoreError(error)) return toProblem(new AppError("unavailable", error.message));
  if (!(error instanceof AppError)) {
    return {
      type: "about:blank",
      title: "Internal Server Error",
      status: 500,
      code: "internal",
      detail: "Something went wrong on our side. It has been logged.",
    };
  }
  return {
    type: "about:blank",
    title: STATUS_CODES[error.status] ?? "Error",
    status: error.status,
    detail: error.message,
    code: error.code,
    ...(error.fields ? { errors: error.fields } : {}),
  };
}

/** An error as RFC 9457 `application/problem+json`. */
export function problemResponse(error: unknown): Response {
  const problem = toProblem(error);
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (error instanceof AppError && error.retryAfterSeconds !== undefined)
    headers.set("retry-after", String(Math.ceil(error.retryAfterSeconds)));
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
