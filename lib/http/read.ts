import "server-only";
import { isUtf8 } from "node:buffer";
import { createHash } from "node:crypto";
import type { z } from "zod";
import type { Idempotency } from "#lib/db/idempotency.ts";
import { AppError } from "#lib/errors.ts";
import { plainSentence } from "#lib/schemas/plain-sentence.ts";
import type { FieldError } from "#lib/schemas/problem.ts";
import { idSchema } from "#lib/schemas/text.ts";

const MAX_JSON_BYTES = 4 * 1024 * 1024;
/** Several times what any request needs: 10,000 ids to name and as many to leave out. */
const MAX_JSON_VALUES = 50_000;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** What each further value of a JSON text needs: a comma, or the bracket of a list or an object. */
const BEFORE_VALUES = new Set([..."[{,"].map((sign) => sign.charCodeAt(0)));

/** The first error as a sentence for the whole input: one that any field could have says whose it is. */
function detailOf([first]: FieldError[], withoutSubject: ReadonlySet<string>): string {
  if (!first) return "The request is not valid.";
  return withoutSubject.has(first.message) ? `${first.path || "The body"}: ${first.message}` : first.message;
}

/** A caller's input, parsed; else a 400. A `ZodError` from deeper down is our bug and stays a 500. */
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

/** How many values a JSON text holds at most, without parsing it; it stops counting over `most`. */
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

/** The JSON body of a request, parsed. Throws 415, 413 or 400 as an `AppError`. */
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

/** The same for a body that may be left out: then every field has its default. */
export async function readOptionalJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const isOmitted = request.body === null || request.headers.get("content-length") === "0";
  return isOmitted ? checkInput(schema, {}) : readJson(request, schema);
}

/** Do the escaped bytes of a query make characters? URL would put U+FFFD in the place of those that don't. */
function isText(query: string): boolean {
  const runs = query.match(/(?:%[0-9a-f]{2})+/gi) ?? [];
  return runs.every((run) => isUtf8(Buffer.from(run.replaceAll("%", ""), "hex")));
}

/** Names that parameters no longer have: ignored, such a filter would let everything through. */
const RENAMED = new Map([
  ["made", "hasGenerated"],
  ["slot", "variant"],
]);

/** The query of a request, parsed: a parameter that can't be understood is a 400, an unknown one is ignored. */
export function readQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  const { search, searchParams } = new URL(request.url);
  if (!isText(search)) throw new AppError("invalid_request", "The query is not UTF-8.");
  const given = [...searchParams].filter(([, value]) => value !== "");
  for (const [name] of given) {
    const now = RENAMED.get(name);
    if (!now) continue;
    const message = `Use ${now} instead of ${name}.`;
    throw new AppError("invalid_request", message, { fields: [{ path: name, message }] });
  }
  return checkInput(schema, Object.fromEntries(given));
}

/** The `id` of a path. One that can't be an id is an unknown one: 404. */
export async function readId(params: Promise<{ id: string }>, what: string): Promise<string> {
  const { id } = await params;
  if (!idSchema.safeParse(id).success) throw notFound(what);
  return id;
}

/** The 404 for a thing named in the path, e.g. `notFound("job")`. */
export function notFound(what: string): AppError {
  return new AppError("not_found", `No such ${what}.`);
}

/** The `Idempotency-Key` of a request with the hash of its method, path and parsed body; null without a key. */
export function readIdempotency(request: Request, body: unknown): Idempotency | null {
  const key = request.headers.get("idempotency-key");
  if (key !== null && !/^[\x20-\x7e]{1,255}$/.test(key)) {
    throw new AppError("invalid_request", "Idempotency-Key must be 1 to 255 printable ASCII characters.");
  }
  if (key === null) return null;
  const scope = JSON.stringify([request.method, new URL(request.url).pathname, body]);
  return { key, requestHash: createHash("sha256").update(scope).digest("hex") };
}
