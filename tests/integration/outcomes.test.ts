import { expect, test } from "vitest";
import { listAttempts } from "#lib/db/attempts.ts";
import { OUTCOMES, type OutcomeCode } from "#lib/schemas/outcome.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply, finishReply, imageReply, type Reply } from "#tests/support/gemini-stub.ts";

const { stub } = await useEngine({ concurrency: 8, timeoutMs: 3_000 });

const text = { candidates: [{ content: { parts: [{ text: "I would rather not." }] }, finishReason: "STOP" }] };
const blocked = { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } };

/** What Gemini answers to every call of an image, how the image ends, and after how many calls. */
const ROWS: [name: string, reply: Reply, code: OutcomeCode, calls: number][] = [
  ...[500, 502, 503, 504].map((status): (typeof ROWS)[number] => [`${status}`, errorReply(status), "OVERLOADED", 5]),
  ["hang", { delayMs: 10_000, body: {} }, "TIMEOUT", 5],
  ["hang up", { hangUp: true }, "NETWORK", 5],
  ["not JSON", { raw: "<html>" }, "OVERLOADED", 5],
  ...["NO_IMAGE", "IMAGE_OTHER", "OTHER", "MAX_TOKENS", "MALFORMED_RESPONSE", "STOP", "SOMETHING_NEW"].map(
    (reason): (typeof ROWS)[number] => [reason, finishReply(reason), "NO_IMAGE", 3],
  ),
  ["text only", { body: text }, "NO_IMAGE", 3],
  ["bad bytes", imageReply(Buffer.from("no picture")), "BAD_IMAGE", 3],
  ...["RECITATION", "IMAGE_RECITATION"].map((reason): (typeof ROWS)[number] => [
    reason,
    finishReply(reason),
    "RECITATION",
    2,
  ]),
  ...["SAFETY", "IMAGE_SAFETY", "PROHIBITED_CONTENT", "IMAGE_PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "LANGUAGE"].map(
    (reason): (typeof ROWS)[number] => [reason, finishReply(reason), "BLOCKED_SAFETY", 1],
  ),
  ["blocked prompt", { body: blocked }, "BLOCKED_PROMPT", 1],
  ...[400, 409, 413].map((status): (typeof ROWS)[number] => [`${status}`, errorReply(status), "INVALID_REQUEST", 1]),
];

test("every row of the table ends as it says, after the number of calls it says", async () => {
  const replies = new Map(ROWS.map(([name, reply]) => [name, reply]));
  stub.reply = ({ prompt }) => replies.get(prompt) ?? errorReply(400);
  const jobId = await startJob(ROWS.map(([name]) => name));
  const job = await finishedJob(jobId);
  const images = await imagesByTitle(jobId);

  const ends = ROWS.map(([name]) => {
    const image = images.get(name);
    const calls = stub.calls.filter(({ prompt }) => prompt === name).length;
    return [name, image?.status, image?.errorCode, calls, image?.attempts];
  });
  expect(ends).toEqual(ROWS.map(([name, , code, calls]) => [name, "FAILED", code, calls, calls]));
  expect(job).toMatchObject({ status: "FAILED", failedImages: ROWS.length, completedImages: 0, stopCode: null });
  expect(job.errorLog.map(({ title }) => title).sort()).toEqual(ROWS.map(([name]) => name).sort());
  for (const { code } of job.errorLog) expect(OUTCOMES[code as OutcomeCode].advice).not.toBe("");
});

test("counts a lower limit against its own code, and all calls against the budget", async () => {
  const answers = [finishReply("NO_IMAGE"), errorReply(503), finishReply("NO_IMAGE"), errorReply(503)];
  stub.reply = (_call, index) => answers[index] ?? finishReply("NO_IMAGE");
  const jobId = await startJob(["Mug"]);
  await finishedJob(jobId);
  expect(stub.calls).toHaveLength(5);
  const { attempts } = await listAttempts(jobId, { limit: 10 });
  const codes = ["NO_IMAGE", "OVERLOADED", "NO_IMAGE", "OVERLOADED", "NO_IMAGE"];
  expect(attempts.map(({ code }) => code).toReversed()).toEqual(codes);
  expect(attempts.every(({ counted, callMs }) => counted && callMs !== null)).toBe(true);
});

test("sums the tokens of all calls of an image", async () => {
  stub.reply = (_call, index) => (index === 0 ? finishReply("NO_IMAGE") : drawReply());
  const jobId = await startJob(["Mug"]);
  await finishedJob(jobId);
  const image = (await imagesByTitle(jobId)).get("Mug");
  expect(image).toMatchObject({ status: "COMPLETED", attempts: 2, promptTokens: 20, outputTokens: 1_120 });
  expect(image).toMatchObject({ errorCode: null, errorMessage: null, modelVersion: "stub-1" });
});
