import "server-only";
import { db } from "#lib/db/client.ts";
import { driver } from "#lib/db/driver.ts";
import { countUnended } from "#lib/db/images.ts";
import { AppError } from "#lib/errors.ts";
import { modelInfo } from "#lib/generation/model.ts";
import { log } from "#lib/log.ts";
import type { Health } from "#lib/schemas/health.ts";
import { store } from "#lib/storage/storage.ts";

async function down(part: string, check: Promise<unknown>): Promise<string[]> {
  try {
    await check;
    return [];
  } catch (error) {
    log().error({ err: error, part }, "health check failed");
    return [part];
  }
}

/** What runs and what waits. Throws a 503 `AppError` that names what is down. */
export async function readHealth(): Promise<Health> {
  const parts = await Promise.all([
    down(
      "the database",
      db().then((client) => client.$queryRaw`SELECT 1`),
    ),
    down("the image store", store().check()),
  ]);
  const missing = parts.flat();
  if (missing.length > 0) throw new AppError("unavailable", `Not available: ${missing.join(", ")}.`);
  const { generator, model } = modelInfo();
  const { kind } = await driver();
  return {
    status: "ok",
    database: kind,
    storage: store().kind,
    generator,
    model,
    queue: await countUnended(),
  };
}
