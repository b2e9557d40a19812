import "server-only";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { selected } from "#lib/db/products/selection.ts";
import type { Selection } from "#lib/schemas/bulk-generate.ts";

/** What was asked for before: the same kind of picture, slot and prompt. */
export type SameRequest = { imageTypeId: string; variant: string; prompt: string };

export type AlreadyMade = { count: number; first: { productId: string; title: string }[] };

/**
 * Those of the selected products that have a finished image of the same request: how many, and the first of them. Where
 * nobody asked for the same, which is the rule, no image is looked at; else the index of finished ones answers.
 */
export async function findAlreadyMade(selection: Selection, same: SameRequest, limit: number): Promise<AlreadyMade> {
  const client = await db();
  const jobs = await client.generationJob.findMany({ where: same, select: { id: true } });
  if (jobs.length === 0) return { count: 0, first: [] };
  const { p, order } = selected(selection);
  const made = Prisma.sql`p.id IN (
    SELECT "productId" FROM "GeneratedImage" WHERE "jobId" = ANY(${jobs.map(({ id }) => id)}) AND status = 'COMPLETED')`;
  const [[counted], first] = await Promise.all([
    client.$queryRaw<[{ count: number }]>`SELECT count(*)::int AS count FROM ${p} WHERE ${made}`,
    client.$queryRaw<AlreadyMade["first"]>`
      SELECT p.id AS "productId", p.title FROM ${p} WHERE ${made} ORDER BY ${order} LIMIT ${limit}`,
  ]);
  return { count: counted.count, first };
}
