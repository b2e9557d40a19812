import { expect, onTestFinished, test, vi } from "vitest";
import { db, transaction } from "#lib/db/client.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { startLookout } from "#lib/queue/lookout.ts";
import { wakers } from "#lib/queue/wakers.ts";
import { useDatabase } from "#tests/support/app.ts";

useDatabase();

/** A consumer of this process that only counts how often it is woken. */
async function lookOut() {
  const woken = vi.fn();
  wakers().set("fill-job", woken);
  const lookout = await startLookout();
  onTestFinished(async () => {
    wakers().delete("fill-job");
    await lookout.stop();
  });
  return woken;
}

test("a message of another process wakes this one's consumer by a notification", async () => {
  const woken = await lookOut();
  // Without a message: looking for one would wake nobody.
  await vi.waitFor(
    async () => {
      await db.$executeRaw`SELECT pg_notify('packshot_queue', 'fill-job 0')`;
      expect(woken).toHaveBeenCalled();
    },
    { timeout: 20_000, interval: 200 },
  );
});

test("a lookout that is stopped while it connects has ended", async () => {
  for (let times = 0; times < 20; times += 1) await (await startLookout()).stop();
});

test("a message that nobody told of is found by looking", async () => {
  const woken = await lookOut();
  await transaction((tx) => enqueue(tx, "fill-job", [{ data: { jobId: "a job" } }]));
  woken.mockClear();
  await vi.waitFor(() => expect(woken).toHaveBeenCalled(), { timeout: 20_000 });
});
