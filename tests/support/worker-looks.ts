import { vi } from "vitest";
import { boss } from "#lib/queue/boss.ts";

/**
 * Resolves once this process's worker has looked into one of its queues `count` more times: whatever it was going to do with
 * what it found has begun, however slow the machine is. It looks twice a second.
 */
export async function workerLooks(count = 3): Promise<void> {
  const fetch = vi.spyOn(await boss(), "fetch");
  try {
    const looks = () => fetch.mock.calls.filter(([queue]) => queue === "remove-objects").length;
    await vi.waitUntil(() => looks() >= count, { timeout: 30_000, interval: 20 });
  } finally {
    fetch.mockRestore();
  }
}
