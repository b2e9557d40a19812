import "server-only";
import { db } from "#lib/db/client.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { findHolds, STORE_HOLD } from "#lib/db/jobs/holds.ts";
import { countUnfinished } from "#lib/db/metrics.ts";
import { AppError } from "#lib/errors.ts";
import { currentModel } from "#lib/gemini/model-info.ts";
import { log } from "#lib/log.ts";
import type { Health } from "#lib/schemas/health.ts";
import { lowSpaceForData } from "#lib/storage/disk-space.ts";
import { store } from "#lib/storage/storage.ts";
import { isStoreError } from "#lib/storage/store.ts";

async function troubleOf(check: Promise<unknown>, sentence: string): Promise<string | null> {
  try {
    await check;
    return null;
  } catch (error) {
    log().error({ err: error }, "health check failed");
    return isStoreError(error) ? error.message : sentence;
  }
}

async function storeHold(): Promise<string | null> {
  const holds = await findHolds().catch(() => []); // that the database is away is said already
  const isHeld = holds.some(({ id, code, state }) => id === STORE_HOLD && state === "HELD" && code === "STORE_FAILED");
  return isHeld ? "Images couldn't be stored a moment ago. Generation waits until the store works." : null;
}

/** Throws a 503 `AppError`, which names what is down only where it may. */
export async function readHealth(mayName: boolean): Promise<Health> {
  const answer = db.$queryRaw`SELECT 1`;
  const troubles = await Promise.all([
    troubleOf(answer, "The database does not answer."),
    troubleOf(store().check(), "The image store does not answer."),
    lowSpaceForData(),
    storeHold(),
  ]);
  const sentences = troubles.filter((trouble) => trouble !== null);
  if (sentences.length > 0) throw new AppError("unavailable", mayName ? sentences.join(" ") : "Not ready.");
  const { generator, model } = await currentModel();
  const { kind } = await driver();
  return {
    status: "ok",
    database: kind,
    storage: store().kind,
    generator,
    model,
    queue: await countUnfinished(),
  };
}
