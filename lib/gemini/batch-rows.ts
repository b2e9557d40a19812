import { z } from "zod";
import { readAnswer } from "#lib/gemini/answer.ts";
import { readRefusal } from "#lib/gemini/refusal.ts";
import { type CallFacts, GenerationError, type ModelAnswer } from "#lib/image-model.ts";

/** Longer than any image in base64: such a line is skipped, and its image counts as missing. */
const MAX_LINE_BYTES = 128 * 1024 ** 2;
const NEWLINE = 10;

/** The lines of a JSONL file, none of them longer than the limit. */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>, maxBytes = MAX_LINE_BYTES): AsyncGenerator<string> {
  let parts: Uint8Array[] = [];
  let length = 0;
  const add = (part: Uint8Array) => {
    length += part.length;
    if (length > maxBytes) parts = [];
    else parts.push(part);
  };
  const take = () => {
    const line = length > maxBytes ? "" : Buffer.concat(parts).toString("utf8").trim();
    parts = [];
    length = 0;
    return line;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, at));
      from = at + 1;
      const line = take();
      if (line) yield line;
    }
    add(chunk.subarray(from));
  }
  const last = take();
  if (last) yield last;
}

const errorSchema = z.object({ code: z.int().catch(0), message: z.string().catch("") });
const rowSchema = z.object({
  key: z.string(),
  response: z.unknown().optional(),
  error: errorSchema.nullish().catch({ code: 0, message: "" }),
});

/** HTTP statuses of google.rpc codes, and their names where those matter. */
const STATUSES: Record<number, [status: number, name: string]> = {
  3: [400, "INVALID_ARGUMENT"],
  5: [404, "NOT_FOUND"],
  7: [403, "PERMISSION_DENIED"],
  8: [429, "RESOURCE_EXHAUSTED"],
  9: [400, "FAILED_PRECONDITION"],
  14: [503, "UNAVAILABLE"],
  16: [401, "UNAUTHENTICATED"],
};
const CANCELLED = 1;

function toFailure({ code, message }: z.infer<typeof errorSchema>): GenerationError {
  if (code === CANCELLED) return new GenerationError("CANCELLED", "The batch was cancelled before this image.");
  const [status, name] = STATUSES[code] ?? [500, "INTERNAL"];
  const googleError = { code: status, status: name, message: message || `Error ${code} in the batch.` };
  return readRefusal({ status, answeredAt: new Date(), retryAfter: null, googleError });
}

/** Its service tier is that of a batch, whatever it says. */
const ofBatch = (facts: CallFacts): CallFacts => ({ ...facts, tier: "batch" });

/** Without a key it is nobody's. */
export type BatchRow = { key: string; answer: ModelAnswer | GenerationError };

function readAnswerOf(response: unknown): ModelAnswer | GenerationError {
  try {
    const answer = readAnswer(response);
    return { ...answer, ...ofBatch(answer) };
  } catch (error) {
    if (!(error instanceof GenerationError)) throw error;
    const { code, message, facts } = error;
    return new GenerationError(code, message, facts ? { facts: ofBatch(facts) } : {});
  }
}

/** Null for a line that is no row. */
export function readRow(line: string): BatchRow | null {
  let parsed: unknown;
  try {
    parsed = JSON.parse(line);
  } catch {
    return null;
  }
  const { success, data } = rowSchema.safeParse(parsed);
  if (!success) return null;
  const { key, response, error } = data;
  return { key, answer: error ? toFailure(error) : readAnswerOf(response) };
}
