import fc from "fast-check";
import { expect, test } from "vitest";
import { readAnswer } from "#lib/gemini/answer.ts";
import { imageSizeFor } from "#lib/gemini/models.ts";
import { readRefusal } from "#lib/gemini/refusal.ts";
import { GenerationError } from "#lib/image-model.ts";
import { OUTCOMES } from "#lib/schemas/outcome.ts";
import {
  answerWith as answer,
  base64Of,
  bytesOf,
  oddAnswer,
  picturePart as part,
} from "#tests/support/gemini-answers.ts";

/** The picture's own word: what follows its signature. */
const said = (bytes: Uint8Array) => Buffer.from(bytes.subarray(8)).toString();

function failureOf(read: () => unknown): GenerationError {
  try {
    read();
  } catch (error) {
    if (error instanceof GenerationError) return error;
    throw error;
  }
  throw new Error("It did not fail.");
}

test("takes the last picture that is no thought; where all are thoughts, the last of them", () => {
  expect(said(readAnswer(answer([part("draft"), part("result"), part("thought", true)])).bytes)).toBe("result");
  expect(said(readAnswer(answer([part("one", true), part("two", true)])).bytes)).toBe("two");
});

test("reads the tokens and the version of the answer", () => {
  const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 2, thoughtsTokenCount: 3 };
  expect(readAnswer({ ...answer([part("x")]), usageMetadata, modelVersion: "v" })).toMatchObject({
    usage: { promptTokens: 1, outputTokens: 2, thoughtsTokens: 3 },
    modelVersion: "v",
  });
});

const image = (tokenCount: unknown) => ({ candidatesTokensDetails: [{ modality: "IMAGE", tokenCount }] });

test.each<[string, unknown, unknown]>([
  [
    "text that no row names",
    { promptTokenCount: 9, candidatesTokenCount: 1_466, ...image(1_120), thoughtsTokenCount: 337 },
    { promptTokens: 9, outputTokens: 1_466, imageTokens: 1_120, thoughtsTokens: 337 },
  ],
  ["no rows: all is the image's", { candidatesTokenCount: 1_120 }, { outputTokens: 1_120, imageTokens: 1_120 }],
  ["no sum", image(1_290), { outputTokens: 1_290, imageTokens: 1_290, promptTokens: 0 }],
  ["nothing about the image", { promptTokenCount: 9 }, null],
  ["a number that can't be", { candidatesTokenCount: 1e15, ...image(1_120) }, { outputTokens: 1_120 }],
])("reads the tokens of an image from usage with %s", (_what, usageMetadata, usage) => {
  const read = readAnswer({ ...answer([part("x")]), usageMetadata }).usage;
  if (usage === null) expect(read).toBeNull();
  else expect(read).toMatchObject(Object(usage));
});

test("a refused answer without an image was billed for its input alone", () => {
  const blocked = { ...answer([], "IMAGE_RECITATION"), usageMetadata: { promptTokenCount: 17, totalTokenCount: 17 } };
  const usage = { promptTokens: 17, outputTokens: 0, imageTokens: 0, thoughtsTokens: 0 };
  expect(failureOf(() => readAnswer(blocked, "Flex"))).toMatchObject({ facts: { usage, tier: "flex" } });
});

test("a gateway's 504 cuts the call off; Google's own refusals are not billed", () => {
  const refused = { answeredAt: new Date(), retryAfter: null };
  expect(readRefusal({ ...refused, status: 504, googleError: null }).cutOff).toBe(true);
  expect(readRefusal({ ...refused, status: 503, googleError: null }).cutOff).toBe(false);
  const googleError = { status: "UNAVAILABLE", message: "Overloaded." };
  expect(readRefusal({ ...refused, status: 503, googleError }).cutOff).toBe(false);
});

test.each([
  ...["SAFETY", "IMAGE_SAFETY", "PROHIBITED_CONTENT", "IMAGE_PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "LANGUAGE"].map(
    (reason) => [reason, "BLOCKED_SAFETY"],
  ),
  ...["RECITATION", "IMAGE_RECITATION"].map((reason) => [reason, "RECITATION"]),
  ...["STOP", "MAX_TOKENS", "OTHER", "IMAGE_OTHER", "NO_IMAGE", "MALFORMED_RESPONSE", "SOMETHING_NEW"].map((reason) => [
    reason,
    "NO_IMAGE",
  ]),
])("calls an answer that ended with %s and no image %s", (reason, code) => {
  expect(failureOf(() => readAnswer(answer([{ text: "Sorry." }], reason))).code).toBe(code);
});

test("tells a blocked prompt, which has no candidates", () => {
  const failure = failureOf(() =>
    readAnswer({ promptFeedback: { blockReason: "SAFETY" }, usageMetadata: { promptTokenCount: 7 } }),
  );
  expect(failure).toMatchObject({ code: "BLOCKED_PROMPT", facts: { usage: { promptTokens: 7 } } });
});

const stop = answer([part("result")]);
const kept: [string, unknown][] = [
  ["a null field next to the picture", answer([{ ...part("result"), text: null, thought: null, functionCall: null }])],
  ["a part that is null", answer([null, part("result"), null])],
  ["a null inlineData next to a text", answer([{ text: "Here it is.", inlineData: null }, part("result")])],
  ["a text of an odd type", answer([{ text: 7 }, part("result")])],
  ["no MIME type", answer([{ inlineData: { data: base64Of("result") } }])],
  ["a data: prefix", answer([{ inlineData: { data: `data:image/png;base64,${base64Of("result")}` } }])],
  ["a text part after it", answer([part("result"), { inlineData: { mimeType: "text/plain", data: "Y2FwdGlvbg==" } }])],
  [
    "an audio part after it",
    answer([part("result"), { inlineData: { mimeType: "audio/wav", data: "UklGRgAAAABXQVZF" } }]),
  ],
  ["a null finish message", { candidates: [{ content: { parts: [part("result")] }, finishMessage: null }] }],
  ["an unspecified block reason", { ...stop, promptFeedback: { blockReason: "BLOCK_REASON_UNSPECIFIED" } }],
  ["a block reason", { ...stop, promptFeedback: { blockReason: "SAFETY" } }],
  ["a safety reason", answer([part("result")], "IMAGE_SAFETY")],
  ["an error next to it", { ...stop, error: { code: 500, message: "Oops.", status: "INTERNAL" } }],
  ["usage of an odd type", { ...stop, usageMetadata: "many", modelVersion: 7 }],
  ["a list around it", [stop]],
  ["a list of pieces", [answer([{ text: "One moment." }]), stop, { usageMetadata: { promptTokenCount: 1 } }]],
  [
    "a second candidate that holds it",
    { candidates: [{ content: { parts: [{ text: "first idea" }] } }, ...stop.candidates] },
  ],
  [
    "snake case",
    { candidates: [{ content: { parts: [{ inline_data: { mime_type: "image/png", data: base64Of("result") } }] } }] },
  ],
  ["both spellings, the first one null", answer([{ inlineData: null, inline_data: { data: base64Of("result") } }])],
  ["parts that are no list", { candidates: { content: { parts: part("result") } } }],
];

test.each(kept)("keeps the picture of an answer with %s", (_name, body) => {
  expect(said(readAnswer(body).bytes)).toBe("result");
});

test("offers the answer's other pictures, best first, for where the first one can't be read", () => {
  const { others } = readAnswer(answer([part("draft", true), part("first"), part("last")]));
  expect(others.map(({ bytes }) => said(bytes))).toEqual(["first", "draft"]);
});

test.each([
  [503, "UNAVAILABLE", "OVERLOADED"],
  [429, "RESOURCE_EXHAUSTED", "RATE_LIMITED"],
  [403, "PERMISSION_DENIED", "INVALID_KEY"],
])("reads an error of code %i inside a 200 by its code", (code, status, outcome) => {
  const failure = failureOf(() => readAnswer({ error: { code, status, message: "The reason." } }));
  expect(failure).toMatchObject({ code: outcome, message: `Gemini answered ${code}: The reason.` });
});

test("calls data that is no picture BAD_IMAGE", () => {
  expect(failureOf(() => readAnswer(answer([{ inlineData: { data: "bm8gcGljdHVyZQ==" } }]))).code).toBe("BAD_IMAGE");
});

test("keeps the one picture of any answer, however odd the rest is; without one the outcome is one of the table", () => {
  fc.assert(
    fc.property(oddAnswer, ({ body, hasPicture }) => {
      if (hasPicture) expect(Buffer.from(readAnswer(body).bytes)).toEqual(bytesOf("result"));
      else expect(Object.keys(OUTCOMES)).toContain(failureOf(() => readAnswer(body)).code);
    }),
    { numRuns: 10_000 },
  );
});

test.each([[null], [{}], [[]], ["text"], [{ candidates: "none" }]])("finds no image in %j", (body) => {
  expect(failureOf(() => readAnswer(body)).code).toBe("NO_IMAGE");
});

const detail = (type: string, fields: object) => ({ "@type": `type.googleapis.com/google.rpc.${type}`, ...fields });

const answeredAt = new Date("2026-11-28T10:00:00Z");

const refuse = (
  status: number,
  { details, message = "", word = "" }: { details?: unknown; message?: string; word?: string },
) =>
  readRefusal({ status, answeredAt, retryAfter: null, googleError: { code: status, status: word, message, details } });

test.each<[number, unknown, string]>([
  [400, [], "INVALID_REQUEST"],
  [400, [detail("ErrorInfo", { reason: "API_KEY_INVALID" })], "INVALID_KEY"],
  [401, [], "INVALID_KEY"],
  [403, [], "INVALID_KEY"],
  [404, [], "MODEL_GONE"],
  [429, [], "RATE_LIMITED"],
  [429, [detail("QuotaFailure", { violations: [{ quotaId: "GenerateRequestsPerDayPerProject" }] })], "QUOTA_DAY"],
  [499, [], "OVERLOADED"],
  [500, undefined, "OVERLOADED"],
  [503, "no list", "OVERLOADED"],
])("calls a %i with %j %s", (status, details, code) => {
  expect(refuse(status, { details }).code).toBe(code);
});

test("calls 400 FAILED_PRECONDITION, which means billing or region, INVALID_KEY", () => {
  expect(refuse(400, { word: "FAILED_PRECONDITION" }).code).toBe("INVALID_KEY");
});

test.each([
  ["Quota exceeded for metric: generate_content_free_tier_requests, limit: 0, model: gemini-3-pro-image"],
  ["Your project has exceeded its monthly spending cap. Please go to AI Studio at https://ai.studio/spend."],
  ["Your prepayment credits are depleted. Please go to AI Studio at https://ai.studio/projects."],
  ["Billing is disabled for this project."],
])("calls a 429 that never clears BILLING: %s", (message) => {
  const daily = [
    detail("QuotaFailure", { violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel-FreeTier" }] }),
  ];
  expect(refuse(429, { message, details: daily })).toMatchObject({
    code: "BILLING",
    message: `Gemini answered 429: ${message}`,
  });
});

test.each([
  ["Quota exceeded for metric: generate_content_requests, limit: 10"],
  ["The spend limit of $10 per 10 minutes is reached. Try again later."],
  ["You exceeded your current quota, please check your plan and billing details."],
])("waits after a 429 that clears: %s", (message) => {
  expect(refuse(429, { message }).code).toBe("RATE_LIMITED");
});

test.each([401, 403, 404, 413, 502])(
  "reads nothing of the key or the model from a %i that is not Google's",
  (status) => {
    const failure = readRefusal({ status, answeredAt, retryAfter: null, googleError: null });
    expect(failure.code).toBe("OVERLOADED");
    expect(failure.message).toContain("GEMINI_BASE_URL or a proxy");
  },
);

test("says of a 407 that the proxy asks for a password", () => {
  const failure = readRefusal({ status: 407, answeredAt, retryAfter: null, googleError: null });
  expect(failure).toMatchObject({ code: "UNREACHABLE", message: expect.stringContaining("HTTPS_PROXY") });
});

test("keeps Google's sentence, without any key in it", () => {
  const message = "API key AIzaSyA1234567890123456789012345678901 was reported as leaked.\nUse another one.";
  expect(refuse(403, { message }).message).toBe(
    "Gemini answered 403: API key (key) was reported as leaked. Use another one.",
  );
});

test.each([
  ["36s", 36_000],
  ["12.77s", 12_770],
  ["99999999999s", 86_400_000],
  ["soon", undefined],
])("reads the retry delay %j as %s ms", (retryDelay, ms) => {
  expect(refuse(429, { details: [detail("RetryInfo", { retryDelay })] }).retryAfterMs).toBe(ms);
});

test.each([
  ["7", 7_000],
  ["Sat, 28 Nov 2026 10:00:09 GMT", 9_000],
  ["Sat, 28 Nov 2026 09:00:00 GMT", 0],
  ["soon", undefined],
])("obeys Retry-After: %s where RetryInfo is missing", (retryAfter, ms) => {
  const googleError = { code: 429, status: "RESOURCE_EXHAUSTED", message: "", details: [] };
  expect(readRefusal({ status: 429, answeredAt, retryAfter, googleError }).retryAfterMs).toBe(ms);
  expect(readRefusal({ status: 429, answeredAt, retryAfter, googleError: null }).retryAfterMs).toBe(ms);
});

test.each([
  ["gemini-3-pro-image", null, "2K"],
  ["gemini-3-pro-image", "4K", "4K"],
  ["gemini-3-pro-image", "512", "2K"],
  ["gemini-2.5-flash-image", null, null],
  ["gemini-2.5-flash-image", "1K", null],
  ["new", "4K", null],
] as const)("asks %s, of which %s is wanted, for %s", (model, chosen, size) => {
  expect(imageSizeFor(model, chosen)).toBe(size);
});
