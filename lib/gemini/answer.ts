import { z } from "zod";
import { findGoogleError } from "#lib/gemini/http-answer.ts";
import { readRefusal } from "#lib/gemini/refusal.ts";
import { type CallFacts, GenerationError, type ModelAnswer, type Picture, type Usage } from "#lib/image-model.ts";
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

/** More than any model takes or makes: such a number is of an odd form too. */
const MAX_TOKENS = 10_000_000;
const tokens = z.number().int().nonnegative().max(MAX_TOKENS).catch(0);

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
  usageMetadata: maybe(
    record({
      promptTokenCount: tokens,
      candidatesTokenCount: tokens,
      thoughtsTokenCount: tokens,
      candidatesTokensDetails: listOf(record({ modality: maybe(z.string()), tokenCount: tokens })),
      serviceTier: maybe(z.string()),
    }),
  ),
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

type UsageMetadata = NonNullable<Chunk["usageMetadata"]>;

/**
 * Tokens that an answer with an image does not break down are those of the image. Null where it counts none of it: what it cost
 * is not known then.
 */
function usageOf(metadata: UsageMetadata | null | undefined, hasImage: boolean): Usage | null {
  if (!metadata) return null;
  const { candidatesTokensDetails, candidatesTokenCount: outputTokens } = metadata;
  const detailed = candidatesTokensDetails
    .flatMap((detail) => (detail?.modality === "IMAGE" ? detail.tokenCount : []))
    .reduce((sum, count) => sum + count, 0);
  const imageTokens = detailed === 0 && hasImage ? outputTokens : detailed;
  if (hasImage && imageTokens === 0) return null;
  const { promptTokenCount: promptTokens, thoughtsTokenCount: thoughtsTokens } = metadata;
  return { promptTokens, outputTokens: Math.max(outputTokens, imageTokens), imageTokens, thoughtsTokens };
}

const MAX_TIER_LENGTH = 30;

function factsOf(chunks: Chunk[], hasImage: boolean, servedTier: string | null): CallFacts {
  const metadata = chunks.findLast(({ usageMetadata }) => usageMetadata)?.usageMetadata;
  const tier = servedTier ?? metadata?.serviceTier ?? null;
  return {
    usage: usageOf(metadata, hasImage),
    modelVersion: chunks.findLast(({ modelVersion }) => modelVersion)?.modelVersion ?? null,
    tier: tier && quote(tier).trim().toLowerCase().slice(0, MAX_TIER_LENGTH),
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
 * An image counts whatever else the answer says: it was delivered and is billed. `servedTier`: what the answer's header says.
 * Throws `GenerationError` if there is none.
 */
export function readAnswer(body: unknown, servedTier: string | null = null): ModelAnswer {
  const chunks = [body].flat().flatMap((value) => chunkSchema.safeParse(value).data ?? []);
  const parts = chunks.flatMap(({ candidates }) => candidates.flatMap((candidate) => candidate?.content?.parts ?? []));
  const [picture, ...others] = findPictures(parts.filter((part) => part != null));
  const facts = factsOf(chunks, picture !== undefined, servedTier);
  if (!picture) throw failureOf(body, chunks, facts);
  return { ...picture, others, ...facts };
}
