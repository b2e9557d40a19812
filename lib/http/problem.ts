import { STATUS_CODES } from "node:http";
import { isDatabaseFull, isDatabaseTrouble } from "#lib/db/connection/trouble.ts";
import { AppError } from "#lib/errors.ts";
import type { FieldError, Problem } from "#lib/schemas/problem.ts";
import { isStoreError } from "#lib/storage/store.ts";

/** Callers' input is quoted in answers, but not at length. */
const MAX_ERRORS = 100;
const MAX_DETAIL_LENGTH = 2_000;
const MAX_FIELD_LENGTH = 500;

const shortened = (value: string, max: number) => (value.length > max ? `${value.slice(0, max - 1)}…` : value);

function shortenedField({ path, message }: FieldError): FieldError {
  return { path: shortened(path, MAX_FIELD_LENGTH), message: shortened(message, MAX_FIELD_LENGTH) };
}

const RETRY_AFTER_SECONDS = 5;

/** Null for a bug. */
export function toAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  if (isStoreError(error))
    return new AppError(error.code === "STORE_FULL" ? "insufficient_storage" : "unavailable", error.message);
  if (isDatabaseFull(error))
    return new AppError("insufficient_storage", "The disk of the database is full: free space on it, then try again.");
  if (isDatabaseTrouble(error))
    return new AppError("unavailable", "The database does not answer. Try again in a few seconds.");
  return null;
}

/** Store and database errors keep their message; unexpected errors become a neutral 500. */
export function toProblem(thrown: unknown): Problem {
  const error = toAppError(thrown);
  if (!error) {
    return {
      type: "about:blank",
      title: "Internal Server Error",
      status: 500,
      code: "internal",
      detail: "Something went wrong on the server. The error is in the log.",
    };
  }
  return {
    type: "about:blank",
    title: STATUS_CODES[error.status] ?? "Error",
    status: error.status,
    detail: shortened(error.message, MAX_DETAIL_LENGTH),
    code: error.code,
    ...(error.fields ? { errors: error.fields.slice(0, MAX_ERRORS).map(shortenedField) } : {}),
  };
}

export function problemResponse(error: unknown): Response {
  const problem = toProblem(error);
  const retryAfter =
    toAppError(error)?.retryAfterSeconds ?? (problem.code === "unavailable" ? RETRY_AFTER_SECONDS : null);
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (retryAfter !== null) headers.set("retry-after", String(Math.ceil(retryAfter)));
  // The rest of its body is not waited for.
  if (problem.code === "too_slow") headers.set("connection", "close");
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
