import { db } from "#lib/db/client.ts";
import { driver } from "#lib/db/connection/driver.ts";
import { boss } from "#lib/queue/boss.ts";

export async function closeDatabase(): Promise<void> {
  await (await boss()).stop({ graceful: false });
  await db.$disconnect();
  await (await driver()).close();
}
