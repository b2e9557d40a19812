import { expect, test } from "vitest";
import { listAttempts } from "#lib/db/images/attempt-list.ts";
import { endSeries } from "#lib/db/jobs/holds.ts";
import { accountOf } from "#lib/generation/account.ts";
import type { Job } from "#lib/schemas/job.ts";
import { OUTCOMES, type OutcomeCode } from "#lib/schemas/outcome.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply, finishReply, imageReply, type Reply } from "#tests/support/gemini-stub.ts";
import { drawPicture } from "#tests/support/picture.ts";

const { stub } = await useEngine({ concurrency: 8, timeoutMs: 3_000 });

const text = { candidates: [{ content: { parts: [{ text: "I would rather not." }] }, finishReason: "STOP" }] };
const blocked = { promptFeedback: { blockReason: "PROHIBITED_CONTENT" } };

/** For all rows together: most of it is the waits between five attempts. */
const TABLE_MS = 150_000;

/** What Gemini answers to every call of an image, how the image ends, and after how many calls. */
const ROWS: [name: string, reply: Reply, code: OutcomeCode, calls: number][] = [
  ...[500, 502, 503, 504].map((status): (typeof ROWS)[number] => [`${status}`, errorReply(status), "OVERLOADED", 5]),
  ["hang", { delayMs: 10_000, body: {} }, "TIMEOUT", 2],
  ["hang up", { hangUp: true }, "NETWORK", 5],
  ["not JSON", { raw: "<html>" }, "OVERLOADED", 5],
  ...[401, 403, 404, 413].map((status): (typeof ROWS)[number] => [
    `HTML ${status}`,
    { status, raw: "<html>" },
    "OVERLOADED",
    5,
  ]),
  ["499", errorReply(499), "OVERLOADED", 5],
  ["an error in a 200", { body: errorReply(503, "The model is overloaded.").body }, "OVERLOADED", 5],
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

test(
  "every row of the table ends as it says, after the number of calls it says, while other images are made",
  async () => {
    const replies = new Map(ROWS.map(([name, reply]) => [name, reply]));
    const scope = { account: accountOf(), model: "gemini-3-pro-image" };
    stub.reply = async ({ prompt }) => {
      await endSeries(scope); // as if an image had been made: no row of failures is an outage
      return replies.get(prompt) ?? errorReply(400);
    };
    // A job of its own for each: too many failures of one pause it. One after the other: on a slow machine, so many
    // transactions at once wait longer for the one session than Prisma lets them.
    const jobIds: string[] = [];
    for (const [name] of ROWS) jobIds.push(await startJob([name]));
    const jobs: Job[] = [];
    for (const jobId of jobIds) jobs.push(await finishedJob(jobId, TABLE_MS));
    const images = await Promise.all(jobIds.map(imagesByTitle));

    const ends = ROWS.map(([name], place) => {
      const image = images[place]?.get(name);
      const calls = stub.calls.filter(({ prompt }) => prompt === name).length;
      return [name, image?.status, image?.errorCode, calls, image?.attempts];
    });
    expect(ends).toEqual(ROWS.map(([name, , code, calls]) => [name, "FAILED", code, calls, calls]));
    for (const [place, job] of jobs.entries()) {
      expect(job).toMatchObject({ status: "FAILED", failedImages: 1, completedImages: 0, stopCode: null });
      expect(job.errorLog).toMatchObject([{ title: ROWS[place]?.[0], code: ROWS[place]?.[2] }]);
    }
    for (const [, , code] of ROWS) expect(OUTCOMES[code].advice).not.toBe("");
  },
  TABLE_MS,
);

test("keeps Google's sentence with the attempt and the image", async () => {
  stub.reply = () => errorReply(400, "Unable to process input image.");
  const jobId = await startJob(["Mug"]);
  const sentence = "Gemini answered 400: Unable to process input image.";
  expect((await finishedJob(jobId)).errorLog).toMatchObject([{ code: "INVALID_REQUEST", message: sentence }]);
  expect((await listAttempts(jobId, { limit: 10 })).attempts).toMatchObject([{ message: sentence }]);
});

/** A picture in an answer of an odd form, which was paid for. */
const KEPT: [name: string, around: (body: unknown) => Reply][] = [
  ["in a list", (body) => ({ body: [body] })],
  ["in an event stream", (body) => ({ raw: `data: ${JSON.stringify(body)}\r\n\r\n` })],
  ["next to a block reason", (body) => ({ body: { ...Object(body), promptFeedback: { blockReason: "SAFETY" } } })],
  ["next to null fields", (body) => ({ body: { ...Object(body), usageMetadata: null, modelVersion: null } })],
];

test.each(KEPT)("keeps a picture that comes %s, after one call", async (_name, around) => {
  const picture = await drawPicture({ format: "png" });
  stub.reply = () => around(imageReply(picture).body);
  const jobId = await startJob(["Mug"]);
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: 1 });
  expect(stub.calls).toHaveLength(1);
  const image = (await imagesByTitle(jobId)).get("Mug");
  expect(Buffer.from((await store().get(generatedKey(image?.id ?? ""))) ?? []).equals(picture)).toBe(true);
});

test("takes the next picture of the answer where the last one can't be read, after one call", async () => {
  const picture = await drawPicture({ format: "png" });
  const part = (bytes: Buffer) => ({ inlineData: { mimeType: "image/png", data: bytes.toString("base64") } });
  const cut = picture.subarray(0, picture.length / 2);
  stub.reply = () => ({
    body: { candidates: [{ content: { parts: [part(picture), part(cut)] }, finishReason: "STOP" }] },
  });
  const jobId = await startJob(["Mug"]);
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: 1 });
  expect(stub.calls).toHaveLength(1);
  const image = (await imagesByTitle(jobId)).get("Mug");
  expect(Buffer.from((await store().get(generatedKey(image?.id ?? ""))) ?? []).equals(picture)).toBe(true);
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
