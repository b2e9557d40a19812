import { expect, test } from "vitest";
import { linesOf, readRow } from "#lib/gemini/batch-rows.ts";
import { GenerationError } from "#lib/image-model.ts";
import { answerWith, picturePart } from "#tests/support/gemini-answers.ts";

async function* inPieces(text: string, length: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let from = 0; from < bytes.length; from += length) yield bytes.subarray(from, from + length);
}

test.each([1, 2, 3, 7, 1_000])("lines are the same however the bytes come (%i at a time)", async (length) => {
  const lines = await Array.fromAsync(linesOf(inPieces('{"a":1}\n\n{"b":"ü€"}\r\n{"c":3}', length)));
  expect(lines).toEqual(['{"a":1}', '{"b":"ü€"}', '{"c":3}']);
});

test("a line that is too long is skipped, and the others are read", async () => {
  expect(await Array.fromAsync(linesOf(inPieces(`one\n${"x".repeat(50)}\ntwo`, 4), 10))).toEqual(["one", "two"]);
});

const codeOf = (row: object) => {
  const answer = readRow(JSON.stringify({ key: "7", ...row }))?.answer;
  return answer instanceof GenerationError ? answer.code : "an image";
};

test.each([
  [{ error: { code: 1 } }, "CANCELLED"],
  [{ error: { code: 3, message: "Bad." } }, "INVALID_REQUEST"],
  [{ error: { code: 4 } }, "OVERLOADED"],
  [{ error: { code: 5, message: "Gone." } }, "MODEL_GONE"],
  [{ error: { code: 7 } }, "INVALID_KEY"],
  [{ error: { code: 8, message: "Quota." } }, "RATE_LIMITED"],
  [{ error: { code: 13 } }, "OVERLOADED"],
  [{ error: { code: 14 } }, "OVERLOADED"],
  [{ error: {} }, "OVERLOADED"],
  [{ error: "odd" }, "OVERLOADED"],
  [{}, "NO_IMAGE"],
  [{ response: answerWith([{ text: "No." }]) }, "NO_IMAGE"],
  [{ response: answerWith([picturePart("Cup")]) }, "an image"],
] as const)("%j is %s", (row, code) => {
  expect(codeOf(row)).toBe(code);
});

test("an answer was served by a batch, whatever tier it names", () => {
  const usageMetadata = { promptTokenCount: 5, candidatesTokenCount: 9, serviceTier: "STANDARD" };
  const row = readRow(JSON.stringify({ key: "7", response: { ...answerWith([picturePart("Cup")]), usageMetadata } }));
  expect(row).toMatchObject({ key: "7", answer: { tier: "batch", usage: { promptTokens: 5 } } });
  const blocked = readRow(JSON.stringify({ key: "7", response: { ...answerWith([], "IMAGE_SAFETY"), usageMetadata } }));
  expect(blocked?.answer).toMatchObject({ code: "BLOCKED_SAFETY", facts: { tier: "batch" } });
});

test.each(["", "no JSON", "[]", '{"response":{}}', "null"])("%j is no row", (line) => {
  expect(readRow(line)).toBeNull();
});
