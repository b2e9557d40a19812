import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { jobStatusSchema, pausedReasonSchema } from "#lib/schemas/job.ts";
import { askedTierSchema } from "#lib/schemas/tier.ts";

// Every lock that a transaction on products, jobs and images takes before it writes, in the order in which they are taken: a
// transaction that needs several takes them from the top of this file to its end, and those of one kind by id. So no two wait
// for each other. What comes after tasks has no function of its own: images with their decisions, the products' stats, and last the
// queue's messages. Tallies are not locked: each change of them is a row of its own. What was spent is written at the commit.

/** Of two tasks for which the model would be sent the same the later one then sees the other. Only a claim takes it, before all others. */
export async function lockRequest(tx: Transaction, key: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 1))`;
}

const deletionSchema = z.object({ kind: z.enum(["PRODUCT", "PHOTO", "IMAGE", "JOB"]) });

/** Null where there is none, or its time is over. */
export async function lockDeletion(tx: Transaction, id: string) {
  const [deletion] = await queryRows(
    tx,
    deletionSchema,
    Prisma.sql`SELECT kind::text AS kind FROM "Deletion" WHERE id = ${id} AND "removeAfter" > now() FOR UPDATE`,
  );
  return deletion?.kind ?? null;
}

/** Nobody else can change it, delete it or start a job with it meanwhile. False where there is none. */
export async function lockProduct(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.$queryRaw<unknown[]>`SELECT id FROM "Product" WHERE id = ${id} FOR UPDATE`).length > 0;
}

const photoSchema = z.object({
  id: z.string(),
  productId: z.string(),
  variant: z.string(),
  storageKey: z.string(),
  sha256: z.string(),
});
export type Photo = z.infer<typeof photoSchema>;

const PHOTOS = Prisma.sql`SELECT id, "productId", variant, "storageKey", sha256 FROM "SourceImage"`;

/** Its product first, as all do who change photos. */
export async function lockPhoto(tx: Transaction, id: string): Promise<Photo | null> {
  const owner = await tx.sourceImage.findUnique({ where: { id }, select: { productId: true } });
  if (!owner || !(await lockProduct(tx, owner.productId))) return null;
  const [photo] = await queryRows(tx, photoSchema, Prisma.sql`${PHOTOS} WHERE id = ${id} FOR UPDATE`);
  return photo ?? null;
}

export async function lockPhotos(tx: Transaction, productId: string): Promise<Photo[]> {
  return queryRows(tx, photoSchema, Prisma.sql`${PHOTOS} WHERE "productId" = ${productId} ORDER BY id FOR UPDATE`);
}

/** Any number that nothing else locks: who holds it alone notes images, who shares it deletes what they may be made from. */
const DRAFTING = 810_000_001;

/** Keeps products and photos from being deleted before this transaction has ended: a noted image takes no lock on them. */
export async function holdDeletions(tx: Transaction): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(${DRAFTING})::text`;
}

/** Waits until no images are being noted, and keeps others from it before this transaction has ended. */
export async function awaitDrafts(tx: Transaction): Promise<void> {
  await tx.$queryRaw`SELECT pg_advisory_xact_lock_shared(${DRAFTING})::text`;
}

/** The first of the two keys of a lock on what is current of a product. */
const CURRENT = 1;

/**
 * Of two versions that are made at the same time the later one then sees the other. It comes before the rows of tasks, so that
 * nobody who holds one waits here.
 */
export async function lockCurrent(tx: Transaction, ids: string[]): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(${CURRENT}::int, product.key) FROM (
      SELECT DISTINCT hashtext(coalesce("productId", "chainId")) AS key FROM "GenerationTask"
      WHERE id = ANY(${ids}::text[]) ORDER BY key
    ) product`;
}

/** The same for all images of a product. */
export async function lockCurrentOfProduct(tx: Transaction, productId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${CURRENT}::int, hashtext(${productId}))`;
}

/** Of a job all versions are deleted: nobody can be making another one. */
export async function lockDeletedCurrent(tx: Transaction, deletionId: string): Promise<void> {
  await tx.$executeRaw`
    SELECT pg_advisory_xact_lock(${CURRENT}::int, product.key) FROM (
      SELECT DISTINCT hashtext(coalesce(data->>'productId', data->>'chainId')) AS key FROM "DeletedRow"
      WHERE "deletionId" = ${deletionId} AND "table" = 'GenerationTask' ORDER BY key
    ) product`;
}

/** So that no job begins to use it meanwhile: the key of a job's shot waits. False where there is none. */
export async function lockLook(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.$queryRaw<unknown[]>`SELECT id FROM "Look" WHERE id = ${id} FOR UPDATE`).length > 0;
}

const jobSchema = z.object({
  id: z.string(),
  status: jobStatusSchema,
  startedAt: z.date().nullable(),
  stopCode: z.string().nullable(),
  retries: z.int(),
  retriedShot: z.int().nullable(),
  model: z.string(),
  pausedReason: pausedReasonSchema.nullable(),
  pilotImages: z.int().nullable(),
  tier: askedTierSchema,
  cancelledRound: z.int(),
  stopMessage: z.string().nullable(),
  sweeping: z.boolean(),
  deleting: z.boolean(),
  neededMicros: z.int().nullable(),
  budgetMicros: z.number().nullable(),
  reuse: z.boolean(),
});
export type LockedJob = z.infer<typeof jobSchema>;

export async function lockJob(tx: Transaction, id: string): Promise<LockedJob | null> {
  const [job] = await queryRows(
    tx,
    jobSchema,
    Prisma.sql`
      SELECT id, status::text AS status, "startedAt", "stopCode", retries, "retriedShot", "cancelledRound", "stopMessage", model, tier, sweeping, deleting, reuse,
        "neededMicros"::float8 AS "neededMicros", "budgetMicros"::float8 AS "budgetMicros", "pausedReason"::text AS "pausedReason", "pilotImages"
      FROM "GenerationJob" WHERE id = ${id} FOR NO KEY UPDATE`,
  );
  return job ?? null;
}

export async function lockJobsOfDeletion(tx: Transaction, deletionId: string): Promise<void> {
  await tx.$queryRaw`
    SELECT id FROM "GenerationJob" WHERE id IN (
      SELECT data->>'jobId' FROM "DeletedRow" WHERE "deletionId" = ${deletionId} AND "table" = 'GenerationTask')
    ORDER BY id FOR NO KEY UPDATE`;
}

/** Of versions, the jobs that made the first of them. False where one of them is being deleted. */
export async function lockJobsOfTasks(tx: Transaction, taskIds: string[]): Promise<boolean> {
  const jobs = await queryRows(
    tx,
    z.object({ deleting: z.boolean() }),
    Prisma.sql`
      SELECT deleting FROM "GenerationJob"
      WHERE id IN (SELECT coalesce("jobId", "originJobId") FROM "GenerationTask" WHERE id = ANY(${taskIds}::text[]))
      ORDER BY id FOR NO KEY UPDATE`,
  );
  return !jobs.some(({ deleting }) => deleting);
}

export async function lockTasks(tx: Transaction, ids: string[]): Promise<void> {
  await tx.$queryRaw`SELECT id FROM "GenerationTask" WHERE id = ANY(${ids}::text[]) ORDER BY id FOR UPDATE`;
}

const versionSchema = z.object({ id: z.string(), chainId: z.string() });

/** All versions of images, also those that are not made yet. */
export async function lockChains(tx: Transaction, chainIds: string[]): Promise<z.infer<typeof versionSchema>[]> {
  return queryRows(
    tx,
    versionSchema,
    Prisma.sql`
      SELECT id, "chainId" FROM "GenerationTask" WHERE "chainId" = ANY(${chainIds}::text[]) ORDER BY id FOR UPDATE`,
  );
}

/** Of two that are checked at once the later one sees the other. */
export async function lockNearDuplicates(tx: Transaction, jobId: string): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${jobId}))`;
}
