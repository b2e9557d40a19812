import "server-only";
import { randomUUID } from "node:crypto";
import { beat, signOff } from "#lib/db/workers.ts";
import { modelInfo } from "#lib/gemini/model-info.ts";
import { accountOf } from "#lib/generation/account.ts";
import { log } from "#lib/log.ts";
import { repeat } from "#lib/repeat.ts";

const BEAT_MS = 5_000;

/** Tells the other processes that this one works the queue, and for which model, until it is stopped. An outage of the database is waited out. */
export async function startHeartbeat(): Promise<{ stop(): Promise<void> }> {
  const { generator, model } = modelInfo();
  const worker = { id: randomUUID(), generator, model, account: accountOf() };
  await beat(worker);
  const beating = repeat(
    BEAT_MS,
    () => beat(worker),
    (error) => log().debug({ err: error }, "heartbeat failed"),
  );
  return {
    async stop() {
      await beating.stop();
      await signOff(worker.id).catch((error: unknown) => log().debug({ err: error }, "did not sign off"));
    },
  };
}
