import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { becomes, isCancelled, isInProgress, may } from "#lib/db/images/task-states.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";

/**
 * The condition on an image `i` that a task may use it in place of a call: nobody rejected its picture, moved it to another variant
 * or deleted it, and it does not fail its checks.
 */
const isReusable = (key: Prisma.Sql, targetVariant: Prisma.Sql) => Prisma.sql`
  i."requestKey" = ${key} AND i."targetVariant" = ${targetVariant} AND i."storageKey" IS NOT NULL
  AND i.verdict IS DISTINCT FROM 'FAIL' AND NOT EXISTS (
    SELECT FROM "GeneratedImage" o JOIN "ImageDecision" d ON d."imageId" = o.id AND d.decision = 'REJECT'
    WHERE o."requestKey" = i."requestKey" AND o."storageKey" = i."storageKey")`;

const claimedSchema = z.object({ exists: z.boolean(), heldMs: z.number().nullable() });

/**
 * What becomes of a claimed task with a key, whose lock (`lockRequest`) the caller has: `exists`: an image to reuse; `heldMs`: for
 * how long another task has been at it. Where neither is so, the key is this task's from now on: until its image is recorded, it
 * fails, is released without an answer, or waits in a job that is paused. One that may not reuse has it in any case.
 */
export function claimRequest(
  tx: Transaction,
  { id, claims, targetVariant }: { id: string; claims: number; targetVariant: string },
  key: string,
  mayReuse: boolean,
): Promise<z.infer<typeof claimedSchema>> {
  return queryRow(
    tx,
    claimedSchema,
    Prisma.sql`
    WITH other AS (
      SELECT i.id, i."updatedAt", NOT ${isCancelled} AND (j.status <> 'PAUSED' OR i.status = 'GENERATING') AS "isAtIt"
      FROM "GenerationTask" i JOIN "GenerationJob" j ON j.id = i."jobId"
      WHERE i."requestKey" = ${key} AND i.${isInProgress} AND i.id <> ${id}
    ), state AS (
      SELECT ${mayReuse} AND EXISTS (SELECT FROM "GeneratedImage" i WHERE ${isReusable(Prisma.sql`${key}`, Prisma.sql`${targetVariant}`)}) AS exists,
        (SELECT extract(epoch FROM clock_timestamp() - max("updatedAt"))::float8 * 1000 FROM other WHERE "isAtIt" AND ${mayReuse}) AS "heldMs"
    ), taken AS (
      UPDATE "GenerationTask" t SET "requestKey" = CASE WHEN t.id = ${id} THEN ${key} END
      WHERE t.id = ANY(ARRAY(SELECT id FROM other WHERE NOT "isAtIt") || ${id}::text) AND (t.id <> ${id} OR t.claims = ${claims})
        AND (SELECT NOT exists AND "heldMs" IS NULL FROM state)
    )
    SELECT exists, "heldMs" FROM state`,
  );
}

/** `claims`: as it was when somebody looked. */
export type Reusing = { id: string; key: string; claims: number };

const pairSchema = z.object({ id: z.string(), source: z.string() });

/** Of several images an approved one, else the newest. It can't be deleted before the transaction has ended. */
function lockSources(tx: Transaction, tasks: Reusing[]): Promise<z.infer<typeof pairSchema>[]> {
  return queryRows(
    tx,
    pairSchema,
    Prisma.sql`
    WITH locked AS MATERIALIZED (
      SELECT t.id, t.status, source.id AS source
      FROM unnest(${tasks.map(({ id }) => id)}::text[], ${tasks.map(({ key }) => key)}::text[], ${tasks.map(({ claims }) => claims)}::int[])
        AS wanted (id, key, claims)
        JOIN "GenerationTask" t ON t.id = wanted.id AND t.claims = wanted.claims
        CROSS JOIN LATERAL (
          SELECT i.id FROM "GeneratedImage" i LEFT JOIN "ImageDecision" d ON d."imageId" = i.id
          WHERE ${isReusable(Prisma.sql`wanted.key`, Prisma.sql`t."targetVariant"`)}
          ORDER BY d.decision IS NOT DISTINCT FROM 'APPROVE' DESC, i.id DESC LIMIT 1) known
        JOIN "GeneratedImage" source ON source.id = known.id
      ORDER BY t.id FOR UPDATE OF t FOR SHARE OF source
    )
    SELECT id, source FROM locked WHERE ${may("reuse")}`,
  );
}

/**
 * Ends tasks in progress whose images exist, with rows that name the same bytes and facts. The tasks' job must be locked. Returns
 * those that it ended. What to end is locked by a statement of its own, after which the planner knows how many they are.
 */
export async function reuseImages(tx: Transaction, tasks: Reusing[]): Promise<string[]> {
  const pairs = await lockSources(tx, tasks);
  if (pairs.length === 0) return [];
  const rows = await queryRows(
    tx,
    z.object({ id: z.string() }),
    Prisma.sql`
    WITH ended AS (
      UPDATE "GenerationTask" t SET ${becomes("reuse")}, origin = 'REUSED', model = made.model, "modelVersion" = made."modelVersion",
        "errorCode" = NULL, "errorMessage" = NULL, "endedAt" = now(), "updatedAt" = now()
      FROM unnest(${pairs.map(({ id }) => id)}::text[], ${pairs.map(({ source }) => source)}::text[]) AS pair (id, source)
        JOIN "GenerationTask" made ON made.id = pair.source
      WHERE t.id = pair.id
      RETURNING t.id, t."productId", t."targetVariant", t."chainId", t."originJobId", pair.source
    ), added AS (
      INSERT INTO "GeneratedImage" (id, "productId", "targetVariant", "chainId", "originJobId", origin, "storageKey", "requestKey", "mimeType",
        width, height, bytes, sha256, checks, "checksVersion", verdict, flags, "perceptualHash", "updatedAt")
      SELECT e.id, e."productId", e."targetVariant", e."chainId", e."originJobId", 'REUSED', s."storageKey", s."requestKey", s."mimeType",
        s.width, s.height, s.bytes, s.sha256, s.checks, s."checksVersion", s.verdict, s.flags, s."perceptualHash", now()
      FROM ended e JOIN "GeneratedImage" s ON s.id = e.source
      RETURNING id, "productId", "chainId"
    ), counted AS (
      UPDATE "ProductStats" p SET "generatedCount" = "generatedCount" + made.images, "lastGeneratedAt" = now()
      FROM (SELECT "productId", count(*)::int AS images FROM added GROUP BY "productId" ORDER BY "productId") made
      WHERE p."productId" = made."productId"
    )
    INSERT INTO "CurrentImage" ("chainId", "imageId") SELECT "chainId", id FROM added ORDER BY id
    RETURNING "imageId" AS id`,
  );
  return rows.map(({ id }) => id);
}

/** Images that there are to reuse, of each shot. `requests`: of which shot, and with which key. */
export async function countReusable(
  tx: Transaction,
  requests: { shot: number; targetVariant: string; key: string }[],
): Promise<Map<number, number>> {
  const rows = await queryRows(
    tx,
    z.object({ shot: z.int(), images: z.int() }),
    Prisma.sql`
    SELECT wanted.shot, count(*)::int AS images
    FROM unnest(${requests.map(({ shot }) => shot)}::int[], ${requests.map(({ key }) => key)}::text[],
      ${requests.map(({ targetVariant }) => targetVariant)}::text[]) AS wanted (shot, key, target)
    WHERE EXISTS (SELECT FROM "GeneratedImage" i WHERE ${isReusable(Prisma.sql`wanted.key`, Prisma.sql`wanted.target`)})
    GROUP BY wanted.shot`,
  );
  return new Map(rows.map(({ shot, images }) => [shot, images]));
}
