import { createHmac } from "node:crypto";
import { text } from "node:stream/consumers";
import { afterAll, beforeEach, expect, test, vi } from "vitest";
import { commandJob } from "#lib/generation/job-commands.ts";
import { deliver } from "#lib/notices/webhook.ts";
import { boss } from "#lib/queue/boss.ts";
import { startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply } from "#tests/support/gemini-stub.ts";
import { PictureServer } from "#tests/support/picture-server.ts";
import { hurryMessages } from "#tests/support/waiting-messages.ts";

const SECRET = "a secret of the seller";
const server = new PictureServer();
process.env.WEBHOOK_URL = `http://${await server.listen()}/hook`;
process.env.WEBHOOK_SECRET = SECRET;
const { stub, stopWorker } = await useEngine({ maxAttempts: 1 });

type Received = { body: string; headers: NodeJS.Dict<string | string[]> };
const received: Received[] = [];
let status = 204;
let headers: Record<string, string> = {};

beforeEach(() => {
  received.length = 0;
  server.asked.length = 0;
  [status, headers] = [204, {}];
  server.answers.hook = async (response, request) => {
    received.push({ body: await text(request), headers: request.headers });
    if (status > 0) response.writeHead(status, headers).end();
  };
});
afterAll(() => server.close());

const WAIT = { timeout: 20_000, interval: 50 };
const told = (count: number) => vi.waitFor(() => expect(received).toHaveLength(count), WAIT);

/** The notices that have not been delivered or given up, as the queue has them. */
const notices = async () =>
  (await (await boss()).findJobs("job-notice")).filter(({ state }) => state !== "completed" && state !== "cancelled");

/** All that is to be told has been. */
const settled = () => vi.waitFor(async () => expect(await notices()).toEqual([]), WAIT);

/** Lets the next try begin now; resolves once there is one. */
async function hurry(): Promise<void> {
  await vi.waitFor(async () => expect(await notices()).toMatchObject([{ state: "created", retryCount: 0 }]), WAIT);
  await hurryMessages("job-notice");
}

const NOTICE = { id: "a notice", event: {} };
const NEVER = new AbortController().signal;
const deliveryOf = (place: number) => received[place]?.headers["webhook-id"];

test("tells of a job that has ended, once, signed with the time and the secret", async () => {
  const jobId = await startJob(["Mug", "Lamp"]);
  await finishedJob(jobId);
  await told(1);
  await settled();
  const [{ body, headers }] = received as [Received];
  expect(JSON.parse(body)).toMatchObject({
    event: "job.finished",
    job: { id: jobId, status: "COMPLETED", totalImages: 2, completedImages: 2 },
  });
  const { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": signature } = headers;
  expect(signature).toBe(`v1,${createHmac("sha256", SECRET).update(`${id}.${timestamp}.${body}`).digest("base64")}`);
  expect(Math.abs(Number(timestamp) - Date.now() / 1_000)).toBeLessThan(30);
  expect(received).toHaveLength(1);
});

test("a secret that begins with whsec_ holds its key in base64", async () => {
  const key = Buffer.from("a key of twenty-four bytes");
  await deliver({ url: process.env.WEBHOOK_URL ?? "", secret: `whsec_${key.toString("base64")}` }, NOTICE, NEVER);
  const [{ body, headers }] = received as [Received];
  const signed = `${NOTICE.id}.${headers["webhook-timestamp"]}.${body}`;
  expect(headers["webhook-signature"]).toBe(`v1,${createHmac("sha256", key).update(signed).digest("base64")}`);
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

test("tries again later where the webhook does not take it, and the receiver can tell that it is a repeat", async () => {
  status = 500;
  await finishedJob(await startJob(["Mug"]));
  await told(1);
  await vi.waitFor(async () => expect(await notices()).toMatchObject([{ data: { attempts: 1 } }]), WAIT);
  const [waiting] = await notices();
  expect(Number(waiting?.startAfter) - Date.now()).toBeGreaterThan(5_000);

  status = 204;
  await hurry();
  await told(2);
  await settled();

  expect(received[1]?.body).toBe(received[0]?.body);
  expect(deliveryOf(1)).toBe(deliveryOf(0));
  await finishedJob(await startJob(["Lamp"]));
  await told(3);
  expect(deliveryOf(2)).not.toBe(deliveryOf(0));
});

test("says nothing of a job that was resumed meanwhile, until it has ended once more", async () => {
  status = 500;
  stub.reply = () => errorReply(400);
  const jobId = await startJob(["Mug"]);
  await finishedJob(jobId);
  await told(1);
  await vi.waitFor(async () => expect(await notices()).toMatchObject([{ data: { attempts: 1 } }]), WAIT);
  status = 204;
  stub.reply = async () => ({ ...(await drawReply()), delayMs: 1_500 });
  await commandJob(jobId, "retry-failed");

  await hurry();
  await settled();

  expect(received).toHaveLength(1);
  await finishedJob(jobId);
  await told(2);
  await settled();
  expect(JSON.parse(received[1]?.body ?? "").job).toMatchObject({ status: "COMPLETED", completedImages: 1 });
  expect(received).toHaveLength(2);
});

test("does not follow a redirect", async () => {
  [status, headers] = [307, { location: server.link("elsewhere") }];
  await finishedJob(await startJob(["Mug"]));
  await told(1);
  await vi.waitFor(async () => expect(await notices()).toMatchObject([{ data: { attempts: 1 } }]), WAIT);
  expect(server.asked).toEqual(["hook"]);
});

test("a process that stops does not wait for a receiver that hangs, and its try counts for nothing", async () => {
  status = 0;
  await finishedJob(await startJob(["Mug"]));
  await told(1);
  const began = performance.now();
  await stopWorker();
  expect(performance.now() - began).toBeLessThan(4_000);
  const [{ data, state } = { data: null, state: null }] = await notices();
  expect(data).toMatchObject({ attempts: 0 });
  expect(["created", "retry"]).toContain(state);
});
