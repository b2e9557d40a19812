import { expect, test } from "vitest";
import { readAnswer } from "#lib/gemini/answer.ts";
import { msToPacificMidnight, readRefusal } from "#lib/gemini/refusal.ts";
import { imageSizeOf } from "#lib/gemini/sizes.ts";
import { GenerationError } from "#lib/image-model.ts";

const data = (text: string) => Buffer.from(text).toString("base64");
const part = (text: string, thought?: boolean) => ({
  inlineData: { mimeType: "image/png", data: data(text) },
  ...(thought ? { thought } : {}),
});
const answer = (parts: unknown[], finishReason = "STOP") => ({ candidates: [{ content: { parts }, finishReason }] });
const said = (bytes: Uint8Array) => Buffer.from(bytes).toString();

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

test.each([[null], [{}], [[]], ["text"], [{ candidates: "none" }]])("finds no image in %j", (body) => {
  expect(failureOf(() => readAnswer(body)).code).toBe("NO_IMAGE");
});

const detail = (type: string, fields: object) => ({ "@type": `type.googleapis.com/google.rpc.${type}`, ...fields });

test.each<[number, unknown, string]>([
  [400, [], "INVALID_REQUEST"],
  [400, [detail("ErrorInfo", { reason: "API_KEY_INVALID" })], "INVALID_KEY"],
  [401, [], "INVALID_KEY"],
  [403, [], "INVALID_KEY"],
  [404, [], "MODEL_GONE"],
  [429, [], "RATE_LIMITED"],
  [429, [detail("QuotaFailure", { violations: [{ quotaId: "GenerateRequestsPerDayPerProject" }] })], "QUOTA_DAY"],
  [500, undefined, "OVERLOADED"],
  [503, "no list", "OVERLOADED"],
])("calls a %i with %j %s", (status, details, code) => {
  expect(readRefusal({ status, word: null, message: "", details }).code).toBe(code);
});

test.each([
  ["36s", 36_000],
  ["12.77s", 12_770],
  ["99999999999s", 86_400_000],
  ["soon", undefined],
])("reads the retry delay %j as %s ms", (retryDelay, ms) => {
  expect(
    readRefusal({ status: 429, word: null, message: "", details: [detail("RetryInfo", { retryDelay })] }).retryAfterMs,
  ).toBe(ms);
});

test.each([
  ["2026-01-15T07:59:00Z", 60_000],
  ["2026-07-15T06:59:00Z", 60_000],
  ["2026-07-15T07:00:00Z", 86_400_000],
])("midnight in Los Angeles after %s is %i ms away", (now, ms) => {
  expect(msToPacificMidnight(new Date(now))).toBe(ms);
});

test("asks no size of a model that is not listed", () => {
  expect([imageSizeOf("gemini-3-pro-image"), imageSizeOf("gemini-2.5-flash-image"), imageSizeOf("new")]).toEqual([
    "2K",
    null,
    null,
  ]);
});
