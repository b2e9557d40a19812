import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";

/** The rows that raw SQL answers with, each as the schema says: a column that is missing or of another type is a bug, and throws. */
export async function queryRows<Row>(tx: Transaction, schema: z.ZodType<Row>, sql: Prisma.Sql): Promise<Row[]> {
  return z.array(schema).parse(await tx.$queryRaw(sql));
}

/** The one row of a statement that always has one, as a count does. */
export async function queryRow<Row>(tx: Transaction, schema: z.ZodType<Row>, sql: Prisma.Sql): Promise<Row> {
  const [row] = z.tuple([schema]).parse(await tx.$queryRaw(sql));
  return row;
}
