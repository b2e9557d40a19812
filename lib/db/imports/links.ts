import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";

const linkSchema = z.object({
  id: z.int(),
  row: z.int(),
  productId: z.string(),
  variant: z.string(),
  url: z.string(),
  attempts: z.int(),
});
export type Link = z.infer<typeof linkSchema>;
export type NewLink = Omit<Link, "id" | "attempts">;

export async function addLinks(tx: Transaction, importId: string, links: NewLink[]): Promise<void> {
  const due = new Date(0); // at once, whatever this machine's clock says
  if (links.length > 0)
    await tx.importLink.createMany({ data: links.map((link) => ({ importId, nextTryAt: due, ...link })) });
}

/** The next links of an import that may be tried now, in the order of the file; those under way are left out. */
export async function findLinks(importId: string, underWay: number[], limit: number): Promise<Link[]> {
  return queryRows(
    db,
    linkSchema,
    Prisma.sql`
    SELECT id, "row", "productId", variant, url, attempts FROM "ImportLink"
    WHERE "importId" = ${importId} AND "nextTryAt" <= clock_timestamp() AND id <> ALL (${underWay}::int[])
    ORDER BY id LIMIT ${limit}`,
  );
}

/** In milliseconds; null where no link is left. */
export async function findNextTry(importId: string): Promise<number | null> {
  const next = await queryRow(
    db,
    z.object({ waitMs: z.number().nullable() }),
    Prisma.sql`
    SELECT (extract(epoch FROM min("nextTryAt") - clock_timestamp()) * 1000)::float8 AS "waitMs"
    FROM "ImportLink" WHERE "importId" = ${importId}`,
  );
  return next.waitMs;
}

/** Notes a failed attempt and that the next one may be made after `waitMs`. */
export async function putOffLink(id: number, waitMs: number): Promise<void> {
  await db.$executeRaw`
    UPDATE "ImportLink" SET attempts = attempts + 1, "nextTryAt" = clock_timestamp() + ${waitMs} * interval '1 millisecond'
    WHERE id = ${id}`;
}

/** False where it is off already: then another has dealt with it. */
export async function takeLink(tx: Transaction, id: number): Promise<boolean> {
  return (await tx.importLink.deleteMany({ where: { id } })).count === 1;
}

/** Keeps it from being deleted until the transaction ends. False where there is none. */
export async function holdProduct(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.$queryRaw<unknown[]>`SELECT id FROM "Product" WHERE id = ${id} FOR KEY SHARE`).length > 0;
}
