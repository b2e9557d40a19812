import { createHmac } from "node:crypto";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { commandJob } from "#lib/generation/job-commands.ts";
import { boss } from "#lib/queue/boss.ts";
import { startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { errorReply } from "#tests/support/gemini-stub.ts";
import { PictureServer } from "#tests/support/picture-server.ts";

const SECRET = "a secret of the seller";
const server = new PictureServer();
process.env.WEBHOOK_URL = `http://${await server.listen()}/hook`;
process.env.WEBHOOK_SECRET = SECRET;
const { stub } = await useEngine({ maxAttempts: 1 });

type Received = { body: string; headers: NodeJS.Dict<string | string[]> };
const received: Received[] = [];
let status = 204;

beforeEach(() => {
  received.length = 0;
  status = 204;
  server.answers.hook = async (response, request) => {
    received.push({ body: await text(request), headers: request.headers });
    response.writeHead(status).end();
  };
});
afterAll(() => server.close());

const told = (count: number) => vi.waitFor(() => expect(received).toHaveLength(count), { timeout: 10_000 });

test("tells of a job that has ended, once, signed with the time and the secret", async () => {
  const jobId = await startJob(["Mug", "Lamp"]);
  await finishedJob(jobId);
  await told(1);
  const [{ body, headers }] = received as [Received];
  expect(JSON.parse(body)).toMatchObject({
    event: "job.finished",
    job: { id: jobId, status: "COMPLETED", totalImages: 2, completedImages: 2 },
  });
  const [, timestamp, digest] = /^t=(\d+),v1=([\da-f]{64})$/.exec(String(headers["x-packshot-signature"])) ?? [];
  expect(digest).toBe(createHmac("sha256", SECRET).update(`${timestamp}.${body}`).digest("hex"));
  expect(headers["x-packshot-timestamp"]).toBe(timestamp);
  expect(Math.abs(Number(timestamp) - Date.now() / 1_000)).toBeLessThan(30);
});

test("tells of jobs that fail, are stopped by an error, or are cancelled", async () => {
  stub.reply = () => errorReply(400);
  await finishedJob(await startJob(["Mug"]));
  await told(1);
  stub.reply = () => errorReply(401);
  await finishedJob(await startJob(["Mug", "Lamp", "Tote"]));
  await told(2);
  stub.reply = () => ({ ...errorReply(503), delayMs: 2_000 });
  await commandJob(await startJob(["Mug", "Lamp"]), "cancel");
  await told(3);
  expect(received.map(({ body }) => JSON.parse(body).job.status)).toEqual(["FAILED", "FAILED", "CANCELLED"]);
});

test("tries again later where the webhook does not take it", async () => {
  status = 500;
  await finishedJob(await startJob(["Mug"]));
  await told(1);
  const waiting = await vi.waitFor(async () => {
    const messages = (await (await boss()).findJobs("job-notice")).filter(({ state }) => state === "created");
    expect(messages).toHaveLength(1);
    return messages[0];
  }, 10_000);
  expect(waiting?.data).toMatchObject({ tries: 1 });
  expect(Number(waiting?.startAfter) - Date.now()).toBeGreaterThan(5_000);
});
