import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";

/** Once per interval for the whole fleet, by the database's clock. False where another process took it within that time. */
export async function takeTask(name: string, everyMs: number): Promise<boolean> {
  const taken = await db.$executeRaw`
    INSERT INTO "Task" AS t (name, "lastRunAt") VALUES (${name}, now())
    ON CONFLICT (name) DO UPDATE SET "lastRunAt" = now()
      WHERE t."lastRunAt" <= now() - ${everyMs}::float8 * interval '1 millisecond'`;
  return taken === 1;
}

/** Keeps others from running it until the transaction ends. */
export async function holdTask(tx: Transaction, name: string): Promise<void> {
  await tx.$queryRaw`SELECT name FROM "Task" WHERE name = ${name} FOR UPDATE`;
}

export async function returnTask(name: string): Promise<void> {
  await db.task.deleteMany({ where: { name } });
}

/** It is due again in `ms`. */
export async function postponeTask({ name, everyMs }: { name: string; everyMs: number }, ms: number): Promise<void> {
  await db.$executeRaw`
    UPDATE "Task" SET "lastRunAt" = now() + ${ms - everyMs}::float8 * interval '1 millisecond' WHERE name = ${name}`;
}
