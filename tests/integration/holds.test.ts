import { expect, test, vi } from "vitest";
import { POST as releaseHold } from "#app/api/holds/[id]/release/route.ts";
import { POST as generateOne } from "#app/api/images/generate/route.ts";
import { db } from "#lib/db/client.ts";
import { findHolds, holdIdOf } from "#lib/db/jobs/holds.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { accountOf } from "#lib/generation/account.ts";
import { commandJob } from "#lib/generation/job-commands.ts";
import { nextPacificMidnight } from "#lib/schemas/wait.ts";
import { endHold } from "#tests/support/end-hold.ts";
import { imagesByTitle, startJob, useEngine } from "#tests/support/engine.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, errorReply, finishReply } from "#tests/support/gemini-stub.ts";
import { context, jsonRequest, problem, request } from "#tests/support/request.ts";
import { workerLooks } from "#tests/support/worker-looks.ts";

const { stub, restartWorker } = await useEngine({ concurrency: 4, timeoutMs: 20_000 });

const detail = (type: string, fields: object) => ({ "@type": `type.googleapis.com/google.rpc.${type}`, ...fields });
const busy = (retryDelay: string) => errorReply(429, "Slow down.", [detail("RetryInfo", { retryDelay })]);
const perDay = errorReply(429, "No more today.", [
  detail("QuotaFailure", { violations: [{ quotaId: "GenerateRequestsPerDayPerProjectPerModel" }] }),
  detail("RetryInfo", { retryDelay: "1s" }),
]);

const SOON = { timeout: 10_000 };
const titles = (count: number) => Array.from({ length: count }, (_, index) => `Mug ${index}`);

test("a 429 holds back every image for the time it names, shows it on the job, and uses up no attempt", async () => {
  const arrivals: number[] = [];
  let refusedAt = 0;
  stub.reply = (_call, index) => {
    arrivals.push(performance.now());
    if (index > 0) return drawReply();
    refusedAt = performance.now();
    return busy("5s");
  };
  const jobId = await startJob(titles(10));
  const waiting = await vi.waitFor(async () => {
    const job = await findJob(jobId);
    expect(job?.waitingUntil).not.toBeNull();
    return job;
  }, SOON);
  expect(waiting).toMatchObject({ status: "PROCESSING", waitingReason: "RATE_LIMITED" });
  const waitMs = Date.parse(waiting?.waitingUntil ?? "") - Date.now();
  expect(waitMs).toBeGreaterThan(0);
  expect(waitMs).toBeLessThanOrEqual(5_000);

  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 10, waitingUntil: null, waitingReason: null });
  // A call that began before the refusal was known arrives late where the machine is busy.
  const inHold = arrivals.filter((at) => at > refusedAt + 3_000 && at < refusedAt + 5_000);
  expect(inHold).toEqual([]);
  expect(stub.calls).toHaveLength(11);
  expect([...(await imagesByTitle(jobId)).values()].map(({ attempts }) => attempts)).toEqual(Array(10).fill(1));
});

test("a 429 that names no time holds back for 2 s at least", async () => {
  const arrivals: number[] = [];
  stub.reply = (_call, index) => {
    arrivals.push(performance.now());
    return index === 0 ? errorReply(429) : drawReply();
  };
  await finishedJob(await startJob(["Mug"]));
  expect((arrivals[1] ?? 0) - (arrivals[0] ?? 0)).toBeGreaterThan(1_990);
});

test("a daily quota holds back until midnight Pacific; the job stays PROCESSING and continues when the hold is over", async () => {
  stub.reply = (_call, index) => (index === 0 ? perDay : drawReply());
  const jobId = await startJob(["Mug"]);
  const job = await vi.waitFor(async () => {
    const found = await findJob(jobId);
    expect(found?.waitingReason).toBe("QUOTA_DAY");
    return found;
  }, SOON);
  expect(job?.status).toBe("PROCESSING");
  const midnight = nextPacificMidnight(new Date()).getTime();
  expect(Math.abs(Date.parse(job?.waitingUntil ?? "") - midnight)).toBeLessThan(5_000);
  expect(job?.waitingMessage).toBe("Gemini answered 429: No more today.");
  await workerLooks();
  expect(stub.calls).toHaveLength(1);
  await endHold();
  expect(await finishedJob(jobId)).toMatchObject({ status: "COMPLETED", completedImages: 1 });
});

test("429s in a row are counted as one hold each, and forgotten with the next success", async () => {
  stub.reply = (_call, index) => (index < 2 ? busy("0.3s") : drawReply());
  await finishedJob(await startJob(["Mug"]));
  expect(stub.calls).toHaveLength(3);
  expect(await db.hold.findFirstOrThrow()).toMatchObject({ holdsInARow: 0 });
  expect(await findHolds()).toEqual([]);
});

test("the single route starts nothing in a hold: 429 with Retry-After, and no job", async () => {
  const scope = { account: accountOf(), model: "gemini-3-pro-image" };
  const hold = { until: new Date(Date.now() + 30_000), code: "RATE_LIMITED", series: "rate-limit", holdsInARow: 1 };
  await db.hold.create({ data: { id: holdIdOf(scope), ...scope, ...hold, followMs: 3_000 } });
  const body = { productId: await makeProduct({ photos: ["MAIN"] }), imageTypeId: await makeImageType() };
  const response = await generateOne(jsonRequest("/api/images/generate", body), {});
  expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(25);
  expect(await problem(response, 429)).toMatchObject({ code: "RATE_LIMITED" });
  expect(await db.generationJob.count()).toBe(0);
  expect(stub.calls).toHaveLength(0);
});

test("a refusal of one image holds nobody back", async () => {
  stub.reply = () => finishReply("IMAGE_SAFETY");
  await finishedJob(await startJob(titles(3)));
  expect(await findHolds()).toEqual([]);
});

test("after a hold one call goes first: the others follow with its answer", async () => {
  const open: number[] = [];
  stub.reply = async (call, index) => {
    open.push(call.open);
    return index < 4 ? busy("0.2s") : { ...(await drawReply()), delayMs: index === 4 ? 1_500 : 300 };
  };
  await finishedJob(await startJob(titles(9)));
  // The call that went first was alone until its answer came; then several ran at once.
  expect(open.slice(4, 6)).toEqual([1, 1]);
  expect(Math.max(...open.slice(6))).toBeGreaterThan(1);
  expect(stub.calls).toHaveLength(13);
});

test("the others follow a call that has no answer after 3 s", async () => {
  const began: number[] = [];
  stub.reply = async (_call, index) => {
    began.push(performance.now());
    return index < 4 ? busy("0.2s") : { ...(await drawReply()), delayMs: index === 4 ? 9_000 : 0 };
  };
  const jobId = await startJob(titles(6));
  await vi.waitFor(() => expect(stub.calls.length).toBeGreaterThan(5), { timeout: 20_000 });
  expect(stub.openCalls).toBeGreaterThan(0);
  expect((began[5] ?? 0) - (began[4] ?? 0)).toBeGreaterThan(2_900);
  await finishedJob(jobId);
});

test("a daily quota that is still used up after midnight is asked for again in an hour, whatever Google names", async () => {
  stub.reply = () => perDay;
  const jobId = await startJob(titles(2));
  const isHeld = async (holdsInARow: number) =>
    expect(await db.hold.findFirst()).toMatchObject({ code: "QUOTA_DAY", holdsInARow });
  await vi.waitFor(() => isHeld(1), SOON);
  await endHold();
  await vi.waitFor(() => isHeld(2), { timeout: 10_000 });
  const waitMs = Date.parse((await findJob(jobId))?.waitingUntil ?? "") - Date.now();
  expect(waitMs).toBeGreaterThan(3_590_000);
  expect(waitMs).toBeLessThanOrEqual(3_600_000);
  stub.reply = drawReply;
  await endHold();
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 2 });
  expect([...(await imagesByTitle(jobId)).values()].map(({ attempts }) => attempts)).toEqual([1, 1]);
});

test("a hold belongs to a key: another one may call the same model at once", async () => {
  stub.reply = ({ key }) => (key === "test-key" ? perDay : drawReply());
  const jobId = await startJob(["Mug"]);
  await vi.waitFor(async () => expect(await findJob(jobId)).toMatchObject({ waitingReason: "QUOTA_DAY" }), SOON);
  await restartWorker({ GEMINI_API_KEY: "paid-key" });
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1, waitingReason: null });
});

test("a person may end a hold; one that is not there any more is a 404", async () => {
  stub.reply = (_call, index) => (index === 0 ? perDay : drawReply());
  const jobId = await startJob(["Mug"]);
  const job = await vi.waitFor(async () => {
    const found = await findJob(jobId);
    expect(found?.holdId).not.toBeNull();
    return found;
  }, SOON);
  const release = () => releaseHold(request("/", { method: "POST" }), context({ id: job?.holdId ?? "" }));
  expect((await release()).status).toBe(204);
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 1 });
  await db.hold.deleteMany();
  await problem(await release(), 404);
});

test("a 429 without any success for a day pauses the job with Google's sentence", async () => {
  stub.reply = () => errorReply(429, "Quota exceeded for something new.");
  const jobId = await startJob(titles(2));
  await vi.waitFor(async () => expect((await findJob(jobId))?.waitingReason).toBe("RATE_LIMITED"), SOON);
  await db.hold.updateMany({ data: { since: new Date(Date.now() - 86_400_000) } });
  await endHold();
  const paused = await vi.waitFor(
    async () => {
      const job = await findJob(jobId);
      expect(job?.status).toBe("PAUSED");
      return job;
    },
    { timeout: 10_000 },
  );
  expect(paused).toMatchObject({ pausedReason: "QUOTA", waitingReason: null, failedImages: 0 });
  expect(paused?.pausedMessage).toContain("Gemini answered 429: Quota exceeded for something new.");
  const calls = stub.calls.length;
  stub.reply = drawReply;
  await commandJob(jobId, "resume");
  expect(await finishedJob(jobId)).toMatchObject({ completedImages: 2, pausedReason: null });
  expect(stub.calls).toHaveLength(calls + 2);
});
