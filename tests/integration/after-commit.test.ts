import { expect, test, vi } from "vitest";
import { afterCommit, db, transaction } from "#lib/db/client.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { wakers } from "#lib/queue/wakers.ts";
import { useDatabase } from "#tests/support/app.ts";

useDatabase();

const imageType = (name: string) => ({ data: { name, defaultPrompt: "A mug" } });

test("an effect runs once, after the commit", async () => {
  const seen: number[] = [];
  await transaction(async (tx) => {
    await tx.imageType.create(imageType("Kept"));
    afterCommit(tx, () => seen.push(1));
    expect(seen).toEqual([]);
  });
  expect(seen).toEqual([1]);
});

test("an effect of a transaction that is rolled back never runs", async () => {
  const effect = vi.fn();
  const failing = transaction(async (tx) => {
    await tx.imageType.create(imageType("Gone"));
    afterCommit(tx, effect);
    throw new Error("No.");
  });
  await expect(failing).rejects.toThrow("No.");
  expect([await db.imageType.count(), effect.mock.calls.length]).toEqual([0, 0]);
});

test("where the database breaks a transaction off, only the effects of the run that commits happen", async () => {
  const effects: string[] = [];
  let runs = 0;
  await transaction(async (tx) => {
    runs += 1;
    const run = runs;
    afterCommit(tx, () => effects.push(`run ${run}`));
    if (run === 1) await tx.$executeRaw`DO $$ BEGIN RAISE EXCEPTION 'deadlock' USING ERRCODE = '40P01'; END $$`;
  });
  expect([runs, effects]).toEqual([2, ["run 2"]]);
});

test("a message wakes this process's consumer of its queue, and only once it is committed", async () => {
  const wake = vi.fn();
  wakers().set("fill-job", wake);
  const send = (fails: boolean) =>
    transaction(async (tx) => {
      await enqueue(tx, "fill-job", [{ data: { jobId: "a job" } }]);
      expect(wake).not.toHaveBeenCalled();
      if (fails) throw new Error("No.");
    });
  await expect(send(true)).rejects.toThrow("No.");
  await send(false);
  expect(wake).toHaveBeenCalledTimes(1);
  wakers().delete("fill-job");
});

test("what is no transaction of transaction() has no effects", async () => {
  await db.$transaction(async (tx) => {
    expect(() => afterCommit(tx, () => {})).toThrow("Effects belong to a transaction");
  });
});
