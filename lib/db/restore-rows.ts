import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { KEPT_TABLES } from "#lib/db/deletions.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { lockJobsOfDeletion } from "#lib/db/locks.ts";
import { queryRows } from "#lib/db/rows.ts";

type Reference = { table: (typeof KEPT_TABLES)[number]; column: string; to: string };

/** What a row can't be without: a deletion that needs one of these waits until that is restored. */
const OWNERS: Reference[] = [
  { table: "SourceImage", column: "productId", to: "Product" },
  { table: "GenerationTask", column: "productId", to: "Product" },
  { table: "GenerationTask", column: "jobId", to: "GenerationJob" },
  { table: "GenerationTask", column: "originJobId", to: "GenerationJob" },
];

/** What a row can be without. */
const OPTIONAL: Reference[] = [
  { table: "GenerationJob", column: "shotListId", to: "ShotList" },
  { table: "GenerationTask", column: "sourceImageId", to: "SourceImage" },
  { table: "GenerationTask", column: "parentImageId", to: "GenerationTask" },
  { table: "JobShot", column: "imageTypeId", to: "ImageType" },
  { table: "JobShot", column: "templateId", to: "PromptTemplate" },
  { table: "JobShot", column: "lookId", to: "Look" },
];

/** Rows `d` of a deletion that name one which neither exists nor is restored with them. */
const dangling = (deletionId: string, { table, column, to }: Reference) => Prisma.sql`
  d."deletionId" = ${deletionId} AND d."table" = ${table} AND d.data->>${column} IS NOT NULL
  AND NOT EXISTS (SELECT FROM ${Prisma.raw(`"${to}"`)} r WHERE r.id = d.data->>${column})
  AND NOT EXISTS (
    SELECT FROM "DeletedRow" o WHERE o."deletionId" = ${deletionId} AND o."table" = ${to} AND o.data->>'id' = d.data->>${column})`;

/** Null where nothing is in its way. */
export async function findMissingOwner(tx: Transaction, deletionId: string): Promise<"product" | "job" | null> {
  for (const reference of OWNERS) {
    const rows = await tx.$queryRaw<unknown[]>`
      SELECT FROM "DeletedRow" d WHERE ${dangling(deletionId, reference)} LIMIT 1`;
    if (rows.length > 0) return reference.to === "Product" ? "product" : "job";
  }
  return null;
}

/** The columns that the tables' rows are found by, where it is not `id`. */
const KEYS: Partial<Record<(typeof KEPT_TABLES)[number], string>> = {
  JobShot: `"jobId", index`,
  CurrentImage: `"chainId"`,
  ImageDecision: `"imageId"`,
};

/** Writes the rows of one table again, with the columns that it still has. */
async function insertKept(tx: Transaction, deletionId: string, table: (typeof KEPT_TABLES)[number]): Promise<void> {
  const found = await queryRows(
    tx,
    z.object({ name: z.string() }),
    Prisma.sql`
    SELECT column_name AS name FROM information_schema.columns
    WHERE table_schema = current_schema() AND table_name = ${table} AND is_generated = 'NEVER'
      AND column_name IN (SELECT jsonb_object_keys(data) FROM (
        SELECT data FROM "DeletedRow" WHERE "deletionId" = ${deletionId} AND "table" = ${table} LIMIT 1) first)`,
  );
  if (found.length === 0) return;
  const columns = Prisma.raw(found.map(({ name }) => `"${name}"`).join(", "));
  const name = Prisma.raw(`"${table}"`);
  await tx.$executeRaw`
    INSERT INTO ${name} (${columns})
    SELECT ${columns} FROM (
      SELECT r.* FROM "DeletedRow" d, jsonb_populate_record(NULL::${name}, d.data) r
      WHERE d."deletionId" = ${deletionId} AND d."table" = ${table} ORDER BY d.id
    ) kept
    ON CONFLICT (${Prisma.raw(KEYS[table] ?? "id")}) DO NOTHING`;
}

/** Gives images that stayed back what the deletion took from them. */
async function applyLinks(tx: Transaction, deletionId: string): Promise<void> {
  const links = Prisma.sql`"DeletedRow" l WHERE l."deletionId" = ${deletionId} AND l."table" = 'links'`;
  await tx.$executeRaw`
    UPDATE "GenerationTask" t SET "productId" = l.data->>'productId', "productTitle" = NULL, "productAsin" = NULL
    FROM ${links} AND l.data ? 'productId' AND t.id = l.data->>'id'`;
  await tx.$executeRaw`
    UPDATE "GeneratedImage" i SET "productId" = l.data->>'productId', "storageKey" = l.data->>'storageKey'
    FROM ${links} AND l.data ? 'productId' AND i.id = l.data->>'id'`;
  for (const [column, table] of [
    ["sourceImageId", "SourceImage"],
    ["parentImageId", "GenerationTask"],
  ] as const)
    await tx.$executeRaw`
      UPDATE "GenerationTask" t SET ${Prisma.raw(`"${column}"`)} = r.id
      FROM ${Prisma.raw(`"${table}"`)} r, ${links} AND l.data ? ${column} AND t.id = l.data->>'id' AND r.id = l.data->>${column}`;
}

/**
 * Has images that became current in the place of deleted ones give it back, whether they stayed or were deleted later. One to
 * restore does not become current where another version of its chain did in another way: a chain has one row.
 */
async function settleCurrent(tx: Transaction, deletionId: string): Promise<void> {
  const successors = Prisma.sql`
    SELECT data->>'id' FROM "DeletedRow" WHERE "deletionId" = ${deletionId} AND "table" = 'links' AND data ? 'isCurrent'`;
  await tx.$executeRaw`DELETE FROM "CurrentImage" WHERE "imageId" IN (${successors})`;
  await tx.$executeRaw`
    DELETE FROM "DeletedRow"
    WHERE "deletionId" = ${deletionId} AND "table" = 'CurrentImage' AND data->>'imageId' IN (${successors})`;
}

/** So that none is taken for one that a later retry of its job is still to reopen. */
async function renewRounds(tx: Transaction, imageIds: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GenerationTask" t SET round = j.retries
    FROM "GenerationJob" j WHERE t.id = ANY(${imageIds}::text[]) AND j.id = t."jobId" AND t.round < j.retries`;
}

async function countImages(tx: Transaction, jobIds: string[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GenerationJob" j SET "totalImages" = c.total, "completedImages" = c.completed, "failedImages" = c.failed,
      "cancelledImages" = c.cancelled, "pilotImages" = CASE WHEN "pilotImages" IS NOT NULL THEN c.written END
    FROM (
      SELECT i."jobId" AS id, count(*)::int AS written, count(*)::int + min(d.images) AS total,
        count(*) FILTER (WHERE status = 'COMPLETED')::int AS completed, count(*) FILTER (WHERE status = 'FAILED')::int AS failed,
        count(*) FILTER (WHERE i.status = 'CANCELLED')::int + min(d.cancelled) AS cancelled
      FROM "Image" i JOIN (
        SELECT j.id, coalesce(sum(cardinality("productIds")), 0)::int AS images,
          coalesce(sum(cardinality("productIds")) FILTER (WHERE "cancelCode" IS NOT NULL OR j.status IN ('CANCELLED', 'FAILED')), 0)::int AS cancelled
        FROM "GenerationJob" j LEFT JOIN "DraftBlock" b ON b."jobId" = j.id WHERE j.id = ANY(${jobIds}::text[]) GROUP BY j.id
      ) d ON d.id = i."jobId"
      WHERE i."jobId" = ANY(${jobIds}::text[]) GROUP BY i."jobId"
    ) c WHERE j.id = c.id`;
}

export type Restored = { imageIds: string[]; productIds: string[] };

export async function restoreRows(tx: Transaction, deletionId: string): Promise<Restored> {
  for (const reference of OPTIONAL)
    await tx.$executeRaw`
      UPDATE "DeletedRow" d SET data = d.data || jsonb_build_object(${reference.column}::text, NULL)
      WHERE ${dangling(deletionId, reference)}`;
  await lockJobsOfDeletion(tx, deletionId);
  await settleCurrent(tx, deletionId);
  for (const table of KEPT_TABLES) await insertKept(tx, deletionId, table);
  await tx.generationJob.updateMany({ where: { id: deletionId }, data: { deleting: false } });
  const images = await queryRows(
    tx,
    z.object({ id: z.string(), productId: z.string().nullable(), jobId: z.string().nullable() }),
    Prisma.sql`
    SELECT i.id, i."productId", i."jobId" FROM "DeletedRow" d JOIN "GenerationTask" i ON i.id = d.data->>'id'
    WHERE d."deletionId" = ${deletionId} AND d."table" = 'GenerationTask'`,
  );
  const imageIds = images.map(({ id }) => id);
  await renewRounds(tx, imageIds);
  await applyLinks(tx, deletionId);
  await countImages(tx, [...new Set(images.flatMap(({ jobId }) => jobId ?? []))]);
  await tx.deletion.delete({ where: { id: deletionId }, select: { id: true } });
  return {
    imageIds,
    productIds: [...new Set(images.flatMap(({ productId }) => productId ?? []))],
  };
}
