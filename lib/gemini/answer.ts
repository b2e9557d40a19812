import { z } from "zod";
import { type CallFacts, GenerationError, type ModelAnswer } from "#lib/image-model.ts";
import type { OutcomeCode } from "#lib/schemas/outcome.ts";

const tokens = z.number().int().nonnegative().catch(0).default(0);

const partSchema = z.object({
  text: z.string().optional(),
  thought: z.boolean().optional(),
  inlineData: z.object({ mimeType: z.string(), data: z.string() }).optional(),
});

const answerSchema = z.object({
  candidates: z
    .array(
      z.object({
        content: z.object({ parts: z.array(partSchema).default([]) }).optional(),
        finishReason: z.string().optional(),
        finishMessage: z.string().optional(),
      }),
    )
    .default([]),
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  usageMetadata: z
    .object({ promptTokenCount: tokens, candidatesTokenCount: tokens, thoughtsTokenCount: tokens })
    .optional(),
  modelVersion: z.string().optional(),
});
type Answer = z.infer<typeof answerSchema>;
type Candidate = Answer["candidates"][number];

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

/** What a finish reason means when no image came with it; an unknown one means just that. */
function codeOf(finishReason: string | undefined): OutcomeCode {
  if (finishReason && BLOCKED.has(finishReason)) return "BLOCKED_SAFETY";
  return finishReason && RECITED.has(finishReason) ? "RECITATION" : "NO_IMAGE";
}

function factsOf({ usageMetadata, modelVersion }: Answer): CallFacts {
  return {
    usage: usageMetadata
      ? {
          promptTokens: usageMetadata.promptTokenCount,
          outputTokens: usageMetadata.candidatesTokenCount,
          thoughtsTokens: usageMetadata.thoughtsTokenCount,
        }
      : null,
    modelVersion: modelVersion ?? null,
  };
}

/** The last picture that is not a thought; drafts come first. Where all are thoughts, the last of them. */
function findResult(candidate: Candidate | undefined) {
  const pictures = candidate?.content?.parts.filter(({ inlineData }) => inlineData) ?? [];
  return (pictures.findLast(({ thought }) => thought !== true) ?? pictures.at(-1))?.inlineData;
}

function explain(candidate: Candidate | undefined): string {
  const said = candidate?.content?.parts.flatMap(({ text, thought }) => (text && !thought ? [text] : [])).join(" ");
  const reason = candidate?.finishReason ?? "no reason given";
  const words = (candidate?.finishMessage || said || "").replaceAll("\0", "").slice(0, 500);
  return `Gemini made no image (${reason}).${words ? ` It said: ${words}` : ""}`;
}

/** Finds the picture in an answer of `generateContent`. Throws `GenerationError` where there is none. */
export function readAnswer(body: unknown): ModelAnswer {
  const parsed = answerSchema.safeParse(body);
  if (!parsed.success)
    throw new GenerationError("NO_IMAGE", "Gemini's answer has an unknown form.", { cause: parsed.error });
  const answer = parsed.data;
  const facts = factsOf(answer);
  const blockReason = answer.promptFeedback?.blockReason;
  if (blockReason)
    throw new GenerationError("BLOCKED_PROMPT", `Gemini refused the prompt or the photo (${blockReason}).`, { facts });
  const [candidate] = answer.candidates;
  const code = codeOf(candidate?.finishReason);
  const result = code === "NO_IMAGE" ? findResult(candidate) : undefined;
  if (!result) throw new GenerationError(code, explain(candidate), { facts });
  const bytes = Buffer.from(result.data, "base64");
  if (bytes.length === 0) throw new GenerationError("BAD_IMAGE", "Gemini sent an empty image.", { facts });
  return { bytes, mimeType: result.mimeType, ...facts };
}
