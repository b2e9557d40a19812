import { OUTCOMES, type OutcomeCode } from "#lib/schemas/outcome.ts";
import type { FieldError } from "#lib/schemas/problem.ts";

const STATUS = {
  invalid_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  foreign_origin: 403,
  not_found: 404,
  method_not_allowed: 405,
  too_slow: 408,
  conflict: 409,
  too_large: 413,
  unsupported_type: 415,
  unprocessable: 422,
  too_many_requests: 429,
  unavailable: 503,
  insufficient_storage: 507,
} as const;

export type ErrorCode = keyof typeof STATUS | OutcomeCode;

type Options = ErrorOptions & { fields?: FieldError[]; retryAfterSeconds?: number };

const isHttpCode = (code: ErrorCode): code is keyof typeof STATUS => code in STATUS;

/** Its message is safe to show to a user. Any other error is a bug and leaves as a plain 500. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;
  readonly status: number;
  readonly fields: FieldError[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, message: string, options: Options = {}) {
    super(message, options);
    this.code = code;
    this.status = isHttpCode(code) ? STATUS[code] : OUTCOMES[code].status;
    this.fields = options.fields;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export function notFound(what: string): AppError {
  return new AppError("not_found", `No such ${what}.`);
}
