import { expect, test } from "vitest";
import { GET } from "#app/metrics/route.ts";
import { db } from "#lib/db/client.ts";
import { addUpTallies, CALL_BUCKETS_MS } from "#lib/db/metrics.ts";
import { startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply, finishReply } from "#tests/support/gemini-stub.ts";
import { request } from "#tests/support/request.ts";

const { stub, stopWorker } = await useEngine();

async function metrics(): Promise<string[]> {
  const response = await GET(request("/metrics"), {});
  expect(response.headers.get("content-type")).toContain("text/plain");
  return (await response.text()).split("\n");
}

test("tells images by outcome, how long calls took, what waits, and for how long", async () => {
  stub.reply = (call) => (call.prompt === "Bad" ? finishReply("SAFETY") : drawReply());
  await finishedJob(await startJob(["Good", "Bad"]));
  await stopWorker();
  await startJob(["Later", "Even later"]);
  const hold = { id: "google", until: new Date(Date.now() + 60_000), code: "RATE_LIMITED", holdsInARow: 1 };
  await db.hold.create({ data: hold });

  const lines = await metrics();
  expect(lines).toEqual(
    expect.arrayContaining([
      "# TYPE packshot_images gauge",
      'packshot_images{status="COMPLETED",outcome=""} 1',
      'packshot_images{status="FAILED",outcome="BLOCKED_SAFETY"} 1',
      'packshot_queue_depth{state="waiting"} 2',
      'packshot_queue_depth{state="active"} 0',
      'packshot_jobs{status="COMPLETED"} 1',
      'packshot_call_duration_seconds_count{outcome="COMPLETED"} 1',
      'packshot_call_duration_seconds_bucket{outcome="BLOCKED_SAFETY",le="+Inf"} 1',
    ]),
  );
  const held = lines.find((line) => line.startsWith("packshot_hold_seconds{"));
  expect(held).toMatch(/^packshot_hold_seconds\{reason="RATE_LIMITED"\} 5\d\./);
});

test("tells the same after the tallies are added up, and when images and attempts are gone", async () => {
  stub.reply = (call) => (call.prompt === "Bad" ? finishReply("SAFETY") : drawReply());
  const { id } = await finishedJob(await startJob(["Good", "Bad"]));
  const counts = (lines: string[]) => lines.filter((line) => /^packshot_(?:images|call_\w+count)/.test(line));
  const before = counts(await metrics());
  expect(before).toHaveLength(4);
  await Promise.all([addUpTallies(), addUpTallies()]);
  expect(counts(await metrics())).toEqual(before);
  expect(await db.imageTally.count()).toBe(2);
  await db.generationJob.delete({ where: { id } });
  await db.generationAttempt.deleteMany();
  expect(counts(await metrics())).toEqual([]);
});

test("sorts calls into the buckets that the metrics name", async () => {
  const bucketOf = async (ms: number) =>
    await db.$queryRaw`SELECT packshot_call_bucket(${ms - 1}::int) AS below, packshot_call_bucket(${ms}::int) AS at`;
  for (const end of CALL_BUCKETS_MS) expect(await bucketOf(end)).toEqual([{ below: end, at: end }]);
  expect(await bucketOf(300_002)).toEqual([{ below: null, at: null }]);
});

test("is well-formed without any image", async () => {
  for (const line of (await metrics()).filter(Boolean)) expect(line).toMatch(/^(?:# |[a-z_]+(?:\{.*\})? [\d.]+$)/);
});
