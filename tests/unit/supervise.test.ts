import { EventEmitter } from "node:events";
import type { PgBoss } from "pg-boss";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { superviseQueues } from "#lib/queue/supervise.ts";

/** The parts of pg-boss that a supervisor uses; `isAway`: the database can't be reached; `busy`: queues with work in hand. */
class Boss extends EventEmitter {
  isAway = false;
  busy: string[] = [];
  supervise = vi.fn(async (_queue?: string) => {});
  getDb = () => ({
    executeSql: async () => {
      if (this.isAway) throw new Error("ECONNREFUSED");
      return { rows: this.busy.map((name) => ({ name })) };
    },
  });
}

let boss: Boss;
const errors = vi.fn();

function start(alone: boolean) {
  boss = new Boss();
  superviseQueues(boss as unknown as PgBoss, { alone, onError: errors });
}

beforeEach(() => {
  vi.useFakeTimers();
  errors.mockReset();
});

afterEach(() => {
  boss.emit("stopped");
  vi.useRealTimers();
});

test("a process that has just started gives the others 10 s to say that they live", async () => {
  start(false);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(boss.supervise).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(boss.supervise).toHaveBeenCalledTimes(1);
});

test("where no other process can be alive, it looks at once", async () => {
  start(true);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(boss.supervise).toHaveBeenCalledTimes(1);
});

test("queues with work are looked at every 5 s, all of them every five minutes", async () => {
  start(true);
  boss.busy = ["check-image", "import"];
  await vi.advanceTimersByTimeAsync(10_000);
  expect(boss.supervise.mock.calls).toEqual([[], ["check-image"], ["import"]]);
  boss.busy = [];
  await vi.advanceTimersByTimeAsync(295_000);
  expect(boss.supervise.mock.calls.slice(3)).toEqual([[]]);
});

test("an outage of the database makes nobody dead: the 10 s begin when it is back", async () => {
  start(true);
  boss.isAway = true;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(errors).toHaveBeenCalledTimes(4);
  boss.isAway = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(boss.supervise).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(boss.supervise).toHaveBeenCalledTimes(1);
});

test("a process that was suspended gives the others 10 s again", async () => {
  start(true);
  await vi.advanceTimersByTimeAsync(5_000);
  const suspendedFor = 3_600_000;
  vi.spyOn(performance, "now").mockReturnValue(performance.now() + suspendedFor);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(boss.supervise).toHaveBeenCalledTimes(1);
});

test("nothing is looked at once pg-boss has stopped", async () => {
  start(true);
  boss.emit("stopped");
  await vi.advanceTimersByTimeAsync(60_000);
  expect(boss.supervise).not.toHaveBeenCalled();
});
