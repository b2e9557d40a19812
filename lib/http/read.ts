import "server-only";
import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import type { z } from "zod";
import { actor } from "#lib/auth/actor.ts";
import type { Idempotency } from "#lib/db/idempotency.ts";
import { AppError, notFound } from "#lib/errors.ts";
import { plainSentence } from "#lib/schemas/plain-sentence.ts";
import type { FieldError } from "#lib/schemas/problem.ts";
import { idSchema } from "#lib/schemas/text.ts";

const MAX_JSON_BYTES = 4 * 1024 * 1024;
/** Far more than any request needs: 10,000 ids and as many exceptions. */
const MAX_JSON_VALUES = 50_000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** The characters before each further value of a JSON text: a comma or an opening bracket. */
const BEFORE_VALUES = new Set([..."[{,"].map((sign) => sign.charCodeAt(0)));

function detailOf([first]: FieldError[], withoutSubject: ReadonlySet<string>): string {
  if (!first) return "The request is not valid.";
  return withoutSubject.has(first.message) ? `${first.path || "The body"}: ${first.message}` : first.message;
}

/** Throws a 400 for invalid input. A `ZodError` from deeper down is a bug and stays a 500. */
export function checkInput<Schema extends z.ZodType>(schema: Schema, value: unknown): z.output<Schema> {
  const withoutSubject = new Set<string>();
  const error = (issue: z.core.$ZodRawIssue) => {
    const sentence = plainSentence(issue);
    withoutSubject.add(sentence);
    return sentence;
  };
  const result = schema.safeParse(value, { error });
  if (result.success) return result.data;
  const fields = result.error.issues
    .slice(0, 100)
    .map((issue) => ({ path: issue.path.join("."), message: issue.message }));
  throw new AppError("invalid_request", detailOf(fields, withoutSubject), { fields });
}

async function readBody(request: Request): Promise<string> {
  const tooLarge = () => new AppError("too_large", "The body is larger than 4 MB.");
  if (Number(request.headers.get("content-length") ?? 0) > MAX_JSON_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_JSON_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  // Decoded all the same, it would be stored as other text than was sent.
  if (!isUtf8(body)) throw new AppError("invalid_request", "The body is not UTF-8.");
  return body.toString("utf8");
}

/** An upper bound without parsing; stops counting above `most`. */
function countValues(json: string, most: number): number {
  let count = 1;
  let isInString = false;
  for (let at = 0; at < json.length && count <= most; at++) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) isInString = !isInString;
    else if (isInString && code === BACKSLASH) at += 1;
    else if (!isInString && BEFORE_VALUES.has(code)) count += 1;
  }
  return count;
}

/** Throws 415, 413 or 400 as an `AppError`. */
export async function readJson<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new AppError("unsupported_type", "Send the body as application/json.");
  const body = await readBody(request);
  if (countValues(body, MAX_JSON_VALUES) > MAX_JSON_VALUES)
    throw new AppError("too_large", `The body has more than ${MAX_JSON_VALUES.toLocaleString("en")} values.`);
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch (cause) {
    throw new AppError("invalid_request", "The body is not JSON.", { cause });
  }
  return checkInput(schema, value);
}

/** The body may be omitted: then every field has its default. */
export async function readOptionalJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const isOmitted = request.body === null || request.headers.get("content-length") === "0";
  return isOmitted ? checkInput(schema, {}) : readJson(request, schema);
}

/** Are the escaped bytes of a query valid UTF-8? `URL` would replace others with U+FFFD. */
function isText(query: string): boolean {
  const runs = query.match(/(?:%[0-9a-f]{2})+/gi) ?? [];
  return runs.every((run) => isUtf8(Buffer.from(run.replaceAll("%", ""), "hex")));
}

/** Former names: ignored, a filter would match everything, and a draft would be imported. */
const RENAMED = new Map([
  ["made", "hasGenerated"],
  ["slot", "variant"],
  ["start", "draft"],
]);

function checkPairs<Schema extends z.ZodType>(schema: Schema, pairs: [string, string][]): z.output<Schema> {
  for (const [name] of pairs) {
    const now = RENAMED.get(name);
    if (!now) continue;
    const message = `Use ${now} instead of ${name}.`;
    throw new AppError("invalid_request", message, { fields: [{ path: name, message }] });
  }
  return checkInput(schema, Object.fromEntries(pairs));
}

/** Throws a 400 for a parameter that can't be understood; unknown ones are ignored. */
export function readQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  const { search, searchParams } = new URL(request.url);
  if (!isText(search)) throw new AppError("invalid_request", "The query is not UTF-8.");
  return checkPairs(
    schema,
    [...searchParams].filter(([, value]) => value !== ""),
  );
}

/** Throws a 400 for a form field that can't be understood; unknown ones are ignored. */
export function readFields<Schema extends z.ZodType>(
  fields: ReadonlyMap<string, string>,
  schema: Schema,
): z.output<Schema> {
  return checkPairs(schema, [...fields]);
}

/** Throws a 404 for text that can't be an id. */
export async function readId(params: Promise<{ id: string }>, what: string): Promise<string> {
  const { id } = await params;
  if (!idSchema.safeParse(id).success) throw notFound(what);
  return id;
}

/** The key with the hash of method, path and parsed body; null without a key. */
export function readIdempotency(request: Request, body: unknown): Idempotency | null {
  const key = request.headers.get("idempotency-key");
  if (key !== null && !/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new AppError("invalid_request", "Idempotency-Key must be 1 to 255 printable ASCII characters.");
  }
  if (key === null) return null;
  const scope = JSON.stringify([request.method, new URL(request.url).pathname, body]);
  const { id } = actor();
  // Nobody gets the answer to another user's request.
  return { key: id === null ? key : `${id}:${key}`, requestHash: createHash("sha256").update(scope).digest("hex") };
}
