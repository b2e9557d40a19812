import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { toChecks } from "#lib/db/images/read.ts";
import { queryRows } from "#lib/db/rows.ts";
import { CHECKS_VERSION, type Check, type Verdict } from "#lib/schemas/check.ts";

const checkableSchema = z.object({
  id: z.string(),
  productId: z.string().nullable(),
  originJobId: z.string().nullable(),
  targetVariant: z.string(),
  storageKey: z.string(),
  sourceKey: z.string().nullable(),
});
export type Checkable = z.infer<typeof checkableSchema>;

/** Null where it was checked by this version of the checks, deleted, or is not made. */
export async function findCheckable(id: string): Promise<Checkable | null> {
  const [image] = await queryRows(
    db,
    checkableSchema,
    Prisma.sql`
    SELECT i.id, i."productId", i."originJobId", i."targetVariant", i."storageKey", s."storageKey" AS "sourceKey"
    FROM "GeneratedImage" i JOIN "GenerationTask" t ON t.id = i.id LEFT JOIN "SourceImage" s ON s.id = t."sourceImageId"
    WHERE i.id = ${id} AND i."storageKey" IS NOT NULL AND i."checksVersion" < ${CHECKS_VERSION}`,
  );
  return image ?? null;
}

export async function findOutdatedChecks(limit: number): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ id: z.string() }),
    Prisma.sql`
    SELECT id FROM "GeneratedImage"
    WHERE "checksVersion" < ${CHECKS_VERSION} AND "storageKey" IS NOT NULL
    ORDER BY "checksVersion", id LIMIT ${limit}`,
  );
  return rows.map(({ id }) => id);
}

/** Notes that an image can't be read, so that it is not tried again until the checks change. */
export async function markUnreadable(id: string): Promise<void> {
  await db.$executeRaw`UPDATE "GeneratedImage" SET "checksVersion" = ${CHECKS_VERSION} WHERE id = ${id}`;
}

type Checked = { checks: Check[]; verdict: Verdict };

function checkColumns({ checks, verdict }: Checked): Prisma.Sql {
  const flags = checks.flatMap((check) => (check.verdict === "pass" ? [] : check.id));
  return Prisma.sql`checks = ${JSON.stringify(checks)}::jsonb, "checksVersion" = ${CHECKS_VERSION}, flags = ${flags}::text[],
    verdict = ${verdict.toUpperCase()}::"CheckVerdict", "updatedAt" = now()`;
}

type Meant = { id: string; targetVariant: string };

/** Unless it was meant for another variant meanwhile. */
export async function saveChecks(tx: Transaction, { id, targetVariant }: Meant, checked: Checked): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GeneratedImage" SET ${checkColumns(checked)} WHERE id = ${id} AND "targetVariant" = ${targetVariant}`;
}

/** Unless a new check of it has been requested meanwhile. */
export async function replaceChecks(tx: Transaction, { id, targetVariant }: Meant, checked: Checked): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GeneratedImage" SET ${checkColumns(checked)}
    WHERE id = ${id} AND "targetVariant" = ${targetVariant} AND checks IS NOT NULL`;
}

const BITS = 64;
const MAX_ALIKE = 50;

/** Every difference of two hashes in at most `most` bits, those below the bit `below`. */
function differences(most: number, below = BITS): bigint[] {
  if (most === 0) return [0n];
  const inBits = Array.from({ length: below }, (_, bit) =>
    differences(most - 1, bit).map((lower) => lower | (1n << BigInt(bit))),
  );
  return [0n, ...inBits.flat()];
}

const knownMasks = new Map<number, string[]>();

/** These differences as PostgreSQL takes a bigint. */
function masksOf(within: number): string[] {
  const masks = knownMasks.get(within) ?? differences(within).map((mask) => String(BigInt.asIntN(BITS, mask)));
  knownMasks.set(within, masks);
  return masks;
}

/** Of a job with so many images at most it is faster to read all hashes than to look up every one that is near. */
const SMALL_JOB = 5_000;

/** Does a hash of the job differ from another one in at most `within` bits? */
type Nearness = (hash: Prisma.Sql, other: Prisma.Sql) => Prisma.Sql;

async function nearnessIn(tx: Pick<Transaction, "$queryRaw">, jobId: string | null, within: number): Promise<Nearness> {
  const jobs = await tx.$queryRaw<unknown[]>`
    SELECT FROM "GenerationJob" WHERE id = ${jobId} AND "totalImages" <= ${SMALL_JOB}::int`;
  if (jobs.length > 0) return (hash, other) => Prisma.sql`bit_count((${hash} # ${other})::bit(64)) <= ${within}::int`;
  // Every hash that is near, as two thousand short ways into the index of the job's hashes.
  const masks = Prisma.sql`unnest(${masksOf(within)}::text[]::bigint[])`;
  return (hash, other) => Prisma.sql`${hash} = ANY(ARRAY(SELECT ${other} # mask FROM ${masks} AS mask))`;
}

export async function savePerceptualHash(tx: Transaction, id: string, perceptualHash: bigint): Promise<void> {
  await tx.$executeRaw`UPDATE "GeneratedImage" SET "perceptualHash" = ${perceptualHash} WHERE id = ${id}`;
}

/** The job with whose images a checked image is compared; null where it is not checked, or of no job. */
export async function findComparedJob(id: string): Promise<string | null> {
  const image = await db.generatedImage.findFirst({
    where: { id, verdict: { not: null }, perceptualHash: { not: null } },
    select: { originJobId: true },
  });
  return image?.originJobId ?? null;
}

/**
 * `distance`: how many bits of 64 differ from the likest result of another product in its job that counts; null: none is alike.
 */
export type NearDuplicate = { id: string; targetVariant: string; checks: Check[]; distance: number | null };

/** An image, and those in its job that look like it or like another of its versions: at most 50, in the order of their ids. */
export async function findNearDuplicates(
  tx: Transaction,
  { id, originJobId }: { id: string; originJobId: string },
  within: number,
): Promise<NearDuplicate[]> {
  const isNear = await nearnessIn(tx, originJobId, within);
  const rows = await queryRows(
    tx,
    z.object({ id: z.string(), targetVariant: z.string(), checks: z.unknown(), distance: z.int().nullable() }),
    Prisma.sql`
    WITH own AS (
      SELECT DISTINCT v."perceptualHash" FROM "GeneratedImage" i JOIN "GeneratedImage" v ON v."chainId" = i."chainId"
      WHERE i.id = ${id} AND v."perceptualHash" IS NOT NULL
    ), near AS (
      SELECT DISTINCT n.id, n."productId", n."targetVariant", n.checks, n."perceptualHash", n.id = ${id} AS "isSelf"
      FROM own JOIN "GeneratedImage" n ON n."originJobId" = ${originJobId}
        AND ${isNear(Prisma.sql`n."perceptualHash"`, Prisma.sql`own."perceptualHash"`)}
      WHERE n.checks IS NOT NULL OR n.id = ${id}
      ORDER BY "isSelf" DESC, n.id LIMIT ${MAX_ALIKE}
    )
    SELECT near.id, near."targetVariant", near.checks, (
      SELECT min(bit_count((o."perceptualHash" # near."perceptualHash")::bit(64)))::int
      FROM "GeneratedImage" o JOIN "CurrentImage" c ON c."imageId" = o.id
      WHERE o."originJobId" = ${originJobId} AND ${isNear(Prisma.sql`o."perceptualHash"`, Prisma.sql`near."perceptualHash"`)}
        AND o."productId" <> near."productId"
    ) AS distance
    FROM near ORDER BY near.id`,
  );
  return rows.map((row) => ({ ...row, checks: toChecks(row.checks) }));
}

/** Whose likeness may change with an image that goes: what looks like it, and one of its other versions. */
export async function findComparedImages(id: string, within: number): Promise<string[]> {
  const image = await db.generatedImage.findUnique({ where: { id }, select: { originJobId: true } });
  const isNear = await nearnessIn(db, image?.originJobId ?? null, within);
  const rows = await queryRows(
    db,
    z.object({ id: z.string() }),
    Prisma.sql`
    SELECT n.id FROM "GeneratedImage" i JOIN "GeneratedImage" n ON n."originJobId" = i."originJobId"
      AND ${isNear(Prisma.sql`n."perceptualHash"`, Prisma.sql`i."perceptualHash"`)}
    WHERE i.id = ${id} AND n."chainId" <> i."chainId" AND 'duplicate' = ANY(n.flags)
    UNION
    (SELECT v.id FROM "GeneratedImage" i JOIN "GeneratedImage" v ON v."chainId" = i."chainId"
    WHERE i.id = ${id} AND v.id <> i.id AND v."perceptualHash" IS NOT NULL LIMIT 1)
    LIMIT ${MAX_ALIKE}`,
  );
  return rows.map((image) => image.id);
}
