import "server-only";
import { randomUUIDv7 } from "node:crypto";
import { z } from "zod";
import type { CreatedBy } from "#lib/auth/actor.ts";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { lockCurrent, lockJobsOfTasks, lockTasks } from "#lib/db/locks.ts";
import { queryRows } from "#lib/db/rows.ts";
import { imageStatusSchema } from "#lib/schemas/image.ts";
import { IMAGE_SIZES, type ImageSize } from "#lib/schemas/picture-format.ts";
import { promptOf } from "#lib/schemas/prompt.ts";

const versionSchema = z.object({
  id: z.string(),
  productId: z.string().nullable(),
  sourceImageId: z.string().nullable(),
  jobId: z.string().nullable(),
  originJobId: z.string().nullable(),
  chainId: z.string(),
  targetVariant: z.string(),
  status: imageStatusSchema,
  storageKey: z.string().nullable(),
  shot: z.int(),
  candidate: z.int(),
  model: z.string(),
});
export type Version = z.infer<typeof versionSchema>;

/** With its job, and what is current of its product. Null where the job is being deleted. */
export async function lockImage(tx: Transaction, id: string): Promise<Version | null> {
  await lockCurrent(tx, [id]);
  if (!(await lockJobsOfTasks(tx, [id]))) return null;
  await lockTasks(tx, [id]);
  const [image] = await queryRows(
    tx,
    versionSchema,
    Prisma.sql`
      SELECT t.id, t."productId", t."sourceImageId", t."jobId", t."originJobId", t."chainId",
        t."targetVariant", t.status::text AS status, t."storageKey", t.shot, task.candidate, t.model
      FROM "Image" t JOIN "GenerationTask" task ON task.id = t.id WHERE t.id = ${id}`,
  );
  return image ?? null;
}

export type NewVersion = CreatedBy & {
  prompt: string;
  model: string;
  note: string;
  fromResult: boolean;
  messageId: string;
};

/** It waits for its message, and does not count before it is made. Returns its id. */
export async function insertVersion(tx: Transaction, parent: Version, facts: NewVersion): Promise<string> {
  const id = randomUUIDv7();
  const { productId, sourceImageId, originJobId, shot, candidate, chainId, targetVariant } = parent;
  const inherited = {
    productId,
    sourceImageId,
    originJobId,
    shot,
    candidate,
    chainId,
    targetVariant,
    parentImageId: parent.id,
  };
  await tx.generationTask.create({ data: { id, ...inherited, ...facts }, select: { id: true } });
  return id;
}

export type ChainPrompts = {
  /**
   * That of the image that the line began with: made for a job from the prompt of its shot, first or again after a pilot. Where that
   * is not known, of the chain's first image; where it was deleted, of the oldest one before the image.
   */
  prompt: string;
  /** What was asked for with each version since, oldest first. */
  notes: string[];
};

export async function findPrompts(tx: Transaction, { id, chainId }: Version): Promise<ChainPrompts> {
  const line = await queryRows(
    tx,
    z.object({ id: z.string(), note: z.string().nullable(), inJob: z.boolean() }),
    Prisma.sql`
    WITH RECURSIVE line AS (
      SELECT id, "parentImageId", "jobId", note, 0 AS depth FROM "GenerationTask" WHERE id = ${id}
      UNION ALL
      SELECT p.id, p."parentImageId", p."jobId", p.note, line.depth + 1
      FROM line JOIN "GenerationTask" p ON p.id = line."parentImageId"
    )
    SELECT id, note, "jobId" IS NOT NULL AS "inJob" FROM line ORDER BY depth DESC`,
  );
  const select = { id: true, prompt: true, values: true, jobShot: { select: { plan: true } } };
  const start = line.findLast(({ inJob }) => inJob)?.id ?? chainId;
  const first = await tx.image.findUnique({ where: { id: start }, select });
  const root = first ?? (await tx.image.findUniqueOrThrow({ where: { id: line[0]?.id ?? id }, select }));
  return {
    prompt: promptOf({ ...root, plan: root.jobShot?.plan }),
    notes: line.slice(line.findIndex((version) => version.id === root.id) + 1).flatMap(({ note: said }) => said ?? []),
  };
}

const sizeSchema = z.object({ imageSize: z.enum(IMAGE_SIZES).nullable() });

/** Null for that of the model. */
export async function findShotSize(tx: Transaction, { originJobId, shot }: Version): Promise<ImageSize | null> {
  if (originJobId === null) return null;
  const where = { jobId_index: { jobId: originJobId, index: shot } };
  const found = await tx.jobShot.findUnique({ where, select: { imageSize: true } });
  return found && sizeSchema.parse(found).imageSize;
}

export type VariantMove = { id: string; targetVariant: string };

/**
 * All at once. Images must be checked again for their new variant; those that are not made yet are made for it. Returns the
 * made ones.
 */
export async function moveToVariants(tx: Transaction, moves: VariantMove[]): Promise<string[]> {
  const ids = moves.map(({ id }) => id);
  const variants = moves.map(({ targetVariant }) => targetVariant);
  const move = Prisma.sql`unnest(${ids}::text[], ${variants}::text[]) AS move (id, variant)`;
  await tx.$executeRaw`
    UPDATE "GenerationTask" t SET "targetVariant" = move.variant, "updatedAt" = now() FROM ${move}
    WHERE t.id = move.id AND NOT EXISTS (SELECT FROM "GeneratedImage" i WHERE i.id = t.id)`;
  const moved = await queryRows(
    tx,
    z.object({ id: z.string() }),
    Prisma.sql`
    WITH locked AS (
      SELECT i.id, move.variant FROM ${move} JOIN "GeneratedImage" i ON i.id = move.id ORDER BY i.id FOR NO KEY UPDATE OF i
    )
    UPDATE "GeneratedImage" i SET "targetVariant" = locked.variant, checks = NULL, "checksVersion" = 0, verdict = NULL, flags = '{}',
      "updatedAt" = now()
    FROM locked WHERE i.id = locked.id RETURNING i.id`,
  );
  return moved.map(({ id }) => id);
}

const waitingVersionSchema = z.object({
  id: z.string(),
  origin: z.enum(["MODEL", "FIX"]),
  messageId: z.string().nullable(),
  claims: z.int(),
});
export type WaitingVersion = z.infer<typeof waitingVersionSchema>;

export async function deleteWaiting(
  tx: Transaction,
  { ids = [], parentIds = [] }: { ids?: string[]; parentIds?: string[] },
): Promise<WaitingVersion[]> {
  return queryRows(
    tx,
    waitingVersionSchema,
    Prisma.sql`
    DELETE FROM "GenerationTask"
    WHERE (id = ANY(${ids}::text[]) OR "parentImageId" = ANY(${parentIds}::text[])) AND status = 'QUEUED' AND "jobId" IS NULL
    RETURNING id, origin::text AS origin, "messageId"::text AS "messageId", claims`,
  );
}

export async function findBusyParents(tx: Transaction, parentIds: string[]): Promise<string[]> {
  const rows = await tx.generationTask.findMany({
    where: { parentImageId: { in: parentIds }, jobId: null, status: "GENERATING" },
    distinct: ["parentImageId"],
    select: { parentImageId: true },
  });
  return rows.flatMap(({ parentImageId }) => parentImageId ?? []);
}
