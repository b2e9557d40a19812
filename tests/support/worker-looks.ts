import { vi } from "vitest";
import { boss } from "#lib/queue/boss.ts";
import { wakeAll } from "#lib/queue/wakers.ts";

/**
 * Has this process's worker look into its queues until it has done so `count` more times: whatever it was going to do with what
 * it found has begun, however slow the machine is. It looks twice a second.
 */
export async function workerLooks(count = 3): Promise<void> {
  const fetch = vi.spyOn(await boss(), "fetch");
  try {
    const looks = () => fetch.mock.calls.filter(([queue]) => queue === "remove-objects").length;
    const hasLooked = () => {
      wakeAll();
      return looks() >= count;
    };
    await vi.waitUntil(hasLooked, { timeout: 30_000, interval: 500 });
  } finally {
    fetch.mockRestore();
  }
}
