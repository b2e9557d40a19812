import fc from "fast-check";

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Bytes that begin like a PNG, followed by a word by which a test recognizes them. */
export const bytesOf = (word: string) => Buffer.concat([SIGNATURE, Buffer.from(word)]);

export const base64Of = (word: string) => bytesOf(word).toString("base64");

export const picturePart = (word: string, thought?: boolean) => ({
  inlineData: { mimeType: "image/png", data: base64Of(word) },
  ...(thought ? { thought } : {}),
});

export const answerWith = (parts: unknown[], finishReason = "STOP") => ({
  candidates: [{ content: { parts }, finishReason }],
});

const odd = fc.oneof(fc.constant(null), fc.constant(undefined), fc.jsonValue({ maxDepth: 2 }));
const reason = fc.constantFrom("STOP", "IMAGE_SAFETY", "RECITATION", "MAX_TOKENS", "SOMETHING_NEW");
const wordPart = fc.record({ text: fc.oneof(fc.string(), odd), thought: odd, functionCall: odd });
const blobPart = fc.constantFrom<unknown>(
  { inlineData: { mimeType: "text/plain", data: "Y2FwdGlvbg==" } },
  { inlineData: { mimeType: "image/png", data: 7 } },
  { inline_data: null },
);
const otherParts = fc.array(fc.oneof(wordPart, blobPart, odd), { maxLength: 4 });

const data = fc.constantFrom(base64Of("result"), `data:image/png;base64,${base64Of("result")}`);
const blob = fc
  .record({ mimeType: odd, mime_type: odd, extra: odd })
  .chain((rest) => data.map((base64) => ({ ...rest, data: base64 })));
const thePart = fc.tuple(blob, odd, odd, fc.boolean()).map(([inlineData, text, thought, snake]) => ({
  text,
  thought,
  ...(snake ? { inline_data: inlineData, inlineData: null } : { inlineData }),
}));

const candidateOf = (parts: unknown[]) =>
  fc.record(
    {
      content: fc.constant({ parts, role: "model" }),
      finishReason: fc.oneof(reason, odd),
      finishMessage: odd,
      index: odd,
    },
    { requiredKeys: ["content"] },
  );
const bodyOf = (candidates: unknown[]) =>
  fc.record(
    {
      candidates: fc.constant(candidates),
      promptFeedback: fc.oneof(odd, fc.record({ blockReason: fc.oneof(reason, odd) })),
      usageMetadata: fc.oneof(odd, fc.record({ promptTokenCount: odd, thoughtsTokenCount: odd })),
      modelVersion: odd,
    },
    { requiredKeys: ["candidates"] },
  );

/** Random nulls, extra parts and candidates, odd types and order, with at most one picture. */
export const oddAnswer = fc
  .tuple(otherParts, otherParts, fc.option(thePart), fc.array(odd, { maxLength: 2 }), fc.boolean(), fc.boolean())
  .chain(([before, after, picture, otherCandidates, inList, last]) =>
    candidateOf([...before, ...(picture ? [picture] : []), ...after])
      .chain((candidate) => bodyOf(last ? [...otherCandidates, candidate] : [candidate, ...otherCandidates]))
      .map((body) => ({ body: inList ? [body] : body, hasPicture: picture !== null })),
  );
