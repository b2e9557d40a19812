import { expect, test, vi } from "vitest";
import { commandJob } from "#lib/generation/job-commands.ts";
import { startJob, useEngine } from "#tests/support/engine.ts";
import { finishedJob } from "#tests/support/finished-job.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";

const CONCURRENCY = 3;
const { stub } = await useEngine({ concurrency: CONCURRENCY });

const titles = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name} ${index}`);
const callsOf = (name: string) => stub.calls.filter(({ prompt }) => prompt.startsWith(name)).length;
const callsReach = (count: number) =>
  vi.waitFor(() => expect(stub.calls.length).toBeGreaterThanOrEqual(count), { timeout: 20_000 });

function slow(): void {
  stub.reply = async () => ({ ...(await drawReply()), delayMs: 100 });
}

test("a small job begins within two rounds of calls, whatever waits before it, and the large one continues next to it", async () => {
  slow();
  const large = await startJob(titles("Large", 60));
  await callsReach(10);
  const before = stub.calls.length;
  const small = await startJob(titles("Small", 6));
  const atStart = stub.calls.length;
  await finishedJob(small);
  const first = stub.calls.findIndex(({ prompt }) => prompt.startsWith("Small"));
  expect(first - Math.max(before, atStart)).toBeLessThan(2 * CONCURRENCY);
  const meanwhile = stub.calls.slice(first).filter(({ prompt }) => prompt.startsWith("Large")).length;
  expect(meanwhile).toBeGreaterThanOrEqual(3);
  expect(callsOf("Large")).toBeLessThan(60);
  await commandJob(large, "cancel");
});

test("a job that was paused joins where the others are, not ahead of them", async () => {
  slow();
  const paused = await startJob(titles("Paused", 30));
  await commandJob(paused, "pause");
  const running = await startJob(titles("Running", 60));
  await callsReach(30);
  await commandJob(paused, "resume");
  const resumedAt = stub.calls.length;
  await callsReach(resumedAt + 12);
  const since = stub.calls.slice(resumedAt, resumedAt + 12).map(({ prompt }) => prompt.split(" ")[0]);
  expect(since.filter((name) => name === "Running").length).toBeGreaterThanOrEqual(4);
  expect(since.filter((name) => name === "Paused").length).toBeGreaterThanOrEqual(4);
  await Promise.all([commandJob(paused, "cancel"), commandJob(running, "cancel")]);
});
