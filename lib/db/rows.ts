import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import type { Prisma } from "#lib/db/generated/client.ts";

/** Throws where a column is missing or of another type than the schema says: a bug. */
export async function queryRows<Row>(tx: Transaction, schema: z.ZodType<Row>, sql: Prisma.Sql): Promise<Row[]> {
  return z.array(schema).parse(await tx.$queryRaw(sql));
}

export async function queryRow<Row>(tx: Transaction, schema: z.ZodType<Row>, sql: Prisma.Sql): Promise<Row> {
  const [row] = z.tuple([schema]).parse(await tx.$queryRaw(sql));
  return row;
}
