import { AsyncLocalStorage } from "node:async_hooks";
import { z } from "zod";
import { readRefusal } from "#lib/gemini/refusal.ts";
import { type CallFacts, GenerationError, type ModelAnswer, type Picture } from "#lib/image-model.ts";
import { once } from "#lib/once.ts";
import { SNIFF_BYTES, sniffPicture } from "#lib/pictures/sniff.ts";
import type { OutcomeCode } from "#lib/schemas/outcome.ts";

const camelCase = (key: string) => key.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());

/** Google writes `inlineData` or `inline_data`. */
function withCamelKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(([key, member]) => [camelCase(key), member] as const);
  return Object.fromEntries(
    entries.toSorted(([, first], [, second]) => Number(first !== null) - Number(second !== null)),
  );
}

const record = <Shape extends z.ZodRawShape>(shape: Shape) => z.preprocess(withCamelKeys, z.object(shape));

// A picture in an answer was paid for, so nothing next to it may hide it: a field of an odd form counts as missing.
const maybe = <Schema extends z.ZodType>(schema: Schema) => schema.nullish().catch(null);
const listOf = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => [value ?? []].flat(), z.array(maybe(schema))).catch([]);

const tokens = z.number().int().nonnegative().catch(0);

const partSchema = record({
  text: maybe(z.string()),
  thought: maybe(z.boolean()),
  inlineData: maybe(record({ data: z.string() })),
});

const chunkSchema = record({
  candidates: listOf(
    record({
      content: maybe(record({ parts: listOf(partSchema) })),
      finishReason: maybe(z.string()),
      finishMessage: maybe(z.string()),
    }),
  ),
  promptFeedback: maybe(record({ blockReason: maybe(z.string()) })),
  usageMetadata: maybe(record({ promptTokenCount: tokens, candidatesTokenCount: tokens, thoughtsTokenCount: tokens })),
  modelVersion: maybe(z.string()),
});

/** The whole answer, or a piece of a stream or list. */
type Chunk = z.infer<typeof chunkSchema>;

const BLOCKED = new Set([
  "SAFETY",
  "IMAGE_SAFETY",
  "PROHIBITED_CONTENT",
  "IMAGE_PROHIBITED_CONTENT",
  "BLOCKLIST",
  "SPII",
  "LANGUAGE",
]);
const RECITED = new Set(["RECITATION", "IMAGE_RECITATION"]);
const NO_BLOCK_REASON = "BLOCK_REASON_UNSPECIFIED";

function codeOf(finishReason: string | null): OutcomeCode {
  if (finishReason && BLOCKED.has(finishReason)) return "BLOCKED_SAFETY";
  return finishReason && RECITED.has(finishReason) ? "RECITATION" : "NO_IMAGE";
}

function factsOf(chunks: Chunk[]): CallFacts {
  const usage = chunks.findLast(({ usageMetadata }) => usageMetadata)?.usageMetadata;
  return {
    usage: usage
      ? {
          promptTokens: usage.promptTokenCount,
          outputTokens: usage.candidatesTokenCount,
          thoughtsTokens: usage.thoughtsTokenCount,
        }
      : null,
    modelVersion: chunks.findLast(({ modelVersion }) => modelVersion)?.modelVersion ?? null,
  };
}

const withoutPrefix = (data: string) => data.replace(/^data:[^,]{0,200},/, "");

function typeOf(base64: string) {
  return sniffPicture(Buffer.from(base64.slice(0, 4 * SNIFF_BYTES), "base64"));
}

/** Best first: non-thought parts from last to first, then thoughts likewise. */
function findPictures(parts: z.infer<typeof partSchema>[]): Picture[] {
  const pictures = parts.flatMap(({ inlineData, thought }) => {
    const base64 = withoutPrefix(inlineData?.data ?? "");
    const mimeType = typeOf(base64);
    return mimeType ? [{ base64, mimeType, thought: thought === true }] : [];
  });
  return pictures
    .toReversed()
    .toSorted((first, second) => Number(first.thought) - Number(second.thought))
    .map(({ base64, mimeType }) => ({ bytes: Buffer.from(base64, "base64"), mimeType }));
}

function quote(text: string): string {
  return text.replaceAll("\0", "").slice(0, 500);
}

function failureOf(body: unknown, chunks: Chunk[], facts: CallFacts): GenerationError {
  const error = findGoogleError(body);
  if (error)
    return readRefusal({ status: error.code ?? 500, answeredAt: new Date(), retryAfter: null, googleError: error });
  const blockReason = chunks.find(({ promptFeedback }) => promptFeedback?.blockReason)?.promptFeedback?.blockReason;
  if (blockReason && blockReason !== NO_BLOCK_REASON)
    return new GenerationError("BLOCKED_PROMPT", `Gemini refused the prompt or the photo (${quote(blockReason)}).`, {
      facts,
    });
  const candidates = chunks.flatMap((chunk) => chunk.candidates).filter((candidate) => candidate != null);
  const parts = candidates.flatMap(({ content }) => content?.parts ?? []);
  const reasons = candidates.flatMap(({ finishReason }) => finishReason ?? []);
  const reason = reasons.find((candidate) => codeOf(candidate) !== "NO_IMAGE") ?? reasons.at(-1) ?? null;
  const code = codeOf(reason);
  if (code === "NO_IMAGE" && parts.some((part) => part?.inlineData))
    return new GenerationError("BAD_IMAGE", "Gemini sent an image that can't be read.", { facts });
  const finishMessage = candidates.findLast((candidate) => candidate.finishMessage)?.finishMessage;
  const said = parts.flatMap((part) => (part?.text && !part.thought ? [part.text] : [])).join(" ");
  const words = quote(finishMessage || said);
  const sentence = `Gemini returned no image (${quote(reason ?? "no reason given")}).${words ? ` It said: ${words}` : ""}`;
  return new GenerationError(code, sentence, { facts });
}

/**
 * An image counts whatever else the answer says: it was delivered and is billed. Throws `GenerationError` if there is
 * none.
 */
export function readAnswer(body: unknown): ModelAnswer {
  const chunks = [body].flat().flatMap((value) => chunkSchema.safeParse(value).data ?? []);
  const facts = factsOf(chunks);
  const parts = chunks.flatMap(({ candidates }) => candidates.flatMap((candidate) => candidate?.content?.parts ?? []));
  const [picture, ...others] = findPictures(parts.filter((part) => part != null));
  if (!picture) throw failureOf(body, chunks, facts);
  return { ...picture, others, ...facts };
}

const errorSchema = z.object({
  code: z.number().int().optional().catch(undefined),
  status: z.string().catch(""),
  message: z.string().catch(""),
  details: z.unknown().optional(),
});
const bodySchema = z.object({ error: errorSchema });

export type GoogleError = z.infer<typeof errorSchema>;

/** `answeredAt`: by the clock of the server, if known. `googleError`: null if the body was not Google's. */
export type HttpAnswer = {
  status: number;
  answeredAt: Date;
  retryAfter: string | null;
  googleError: GoogleError | null;
};

/** A date in `Retry-After` is compared with the answer's `Date`: this machine's clock may be hours off. */
function dateOf(headers: Headers): Date {
  const date = new Date(headers.get("date") ?? "");
  return Number.isNaN(date.getTime()) ? new Date() : date;
}

/** A bare error, one in a list as streams send them, or null. */
export function findGoogleError(body: unknown): GoogleError | null {
  for (const entry of [body].flat()) {
    const { success, data } = bodySchema.safeParse(entry);
    if (success) return data.error;
  }
  return null;
}

function parseEvents(text: string): unknown[] {
  const lines = text.split(/\r?\n/).filter((line) => line.startsWith("data:"));
  if (lines.length === 0) throw new SyntaxError("The body is neither JSON nor an event stream.");
  return lines.map((line): unknown => JSON.parse(line.slice("data:".length)));
}

function parseBody(text: string): unknown {
  return text.trimStart().startsWith("data:") ? parseEvents(text) : JSON.parse(text);
}

type Call = { answer: HttpAnswer | null; fetchError: unknown };

async function readError(response: Response): Promise<GoogleError | null> {
  const text = await response.clone().text();
  try {
    return findGoogleError(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/**
 * Records each answer of `fetch`, or its failure. The SDK keeps only an error's number or message, and reads only a
 * single JSON object: it is given the values of the body as a list, whatever its format.
 */
function listen(): AsyncLocalStorage<Call> {
  const listeners = new AsyncLocalStorage<Call>();
  const plainFetch = globalThis.fetch;
  globalThis.fetch = async (...request) => {
    const call = listeners.getStore();
    if (!call) return plainFetch(...request);
    const response = await plainFetch(...request).catch((error: unknown) => {
      call.fetchError = error;
      throw error;
    });
    const { status, headers } = response;
    call.answer = {
      status,
      answeredAt: dateOf(headers),
      retryAfter: headers.get("retry-after"),
      googleError: null,
    };
    if (response.ok) response.json = async () => [parseBody(await response.text())].flat();
    else call.answer.googleError = await readError(response);
    return response;
  };
  return listeners;
}

/** Throws what `onFailure` makes of the SDK's or fetch's error and the answer (null if none came). */
export async function withHttpAnswer<Answer>(
  run: () => Promise<Answer>,
  onFailure: (error: unknown, answer: HttpAnswer | null) => Error,
): Promise<Answer> {
  const call: Call = { answer: null, fetchError: null };
  try {
    return await once("gemini-http-answer", listen).run(call, run);
  } catch (error) {
    throw onFailure(call.fetchError ?? error, call.answer);
  }
}
