import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import type { Version } from "#lib/db/images/versions.ts";
import { queryRows } from "#lib/db/rows.ts";

const currentSchema = z.object({ imageId: z.string() });

/** Of several of one image the last. Takes `lockCurrent`. Returns those that are current. */
export async function makeCurrent(tx: Transaction, ids: string[]): Promise<string[]> {
  const rows = await queryRows(
    tx,
    currentSchema,
    Prisma.sql`
      INSERT INTO "CurrentImage" ("chainId", "imageId")
      SELECT DISTINCT ON ("chainId") "chainId", id FROM "GeneratedImage"
      WHERE id = ANY(${ids}::text[]) AND "storageKey" IS NOT NULL ORDER BY "chainId", id DESC
      ON CONFLICT ("chainId") DO UPDATE SET "imageId" = excluded."imageId"
      RETURNING "imageId"`,
  );
  return rows.map(({ imageId }) => imageId);
}

/**
 * Other candidates for its variant stay what they are, and one that was picked is a candidate again unless it is approved. Takes
 * `lockCurrent`. Returns those that no longer are current.
 */
export async function makeOnlyCurrent(
  tx: Transaction,
  { id, productId, targetVariant, chainId }: Version,
): Promise<string[]> {
  const isOther = Prisma.sql`i."productId" = ${productId} AND i."targetVariant" = ${targetVariant} AND NOT c."isCandidate"`;
  const unpicked = await queryRows(
    tx,
    currentSchema,
    Prisma.sql`
      UPDATE "CurrentImage" c SET "isCandidate" = true FROM "GeneratedImage" i JOIN "GenerationTask" t ON t.id = i.id
      WHERE i.id = c."imageId" AND ${isOther} AND i."chainId" <> ${chainId} AND t.candidate > 0
        AND c.decision IS DISTINCT FROM 'APPROVE'
      RETURNING c."imageId"`,
  );
  const left = await queryRows(
    tx,
    currentSchema,
    Prisma.sql`
      DELETE FROM "CurrentImage" c USING "GeneratedImage" i
      WHERE i.id = c."imageId" AND i.id <> ${id} AND (${isOther} OR i."chainId" = ${chainId})
      RETURNING c."imageId"`,
  );
  await makeCurrent(tx, [id]);
  await tx.currentImage.updateMany({ where: { imageId: id }, data: { isCandidate: false } });
  return [...unpicked, ...left].map(({ imageId }) => imageId);
}

/** One of several is a candidate again. */
export async function removeCurrent(tx: Transaction, id: string): Promise<void> {
  const image = { task: { candidate: { gt: 0 } } };
  const { count } = await tx.currentImage.updateMany({ where: { imageId: id, image }, data: { isCandidate: true } });
  if (count === 0) await tx.currentImage.deleteMany({ where: { imageId: id } });
}

/** Makes the newest version current, where those of its chain that were are gone. Returns those that are now. */
export async function fillChains(tx: Transaction, chainIds: string[]): Promise<{ imageId: string }[]> {
  return queryRows(
    tx,
    currentSchema,
    Prisma.sql`
    INSERT INTO "CurrentImage" ("chainId", "imageId")
    SELECT DISTINCT ON (i."chainId") i."chainId", i.id FROM "GeneratedImage" i JOIN "GenerationTask" t ON t.id = i.id
    WHERE i."chainId" = ANY(${chainIds}::text[])
    ORDER BY i."chainId", t."createdAt" DESC, i.id DESC
    ON CONFLICT ("chainId") DO NOTHING
    RETURNING "imageId"`,
  );
}

/**
 * Makes the newest image current for products' variants where none is any more, an approved one before others. Returns those
 * that are now.
 */
export async function fillVariants(
  tx: Transaction,
  gaps: { productId: string | null; targetVariant: string }[],
): Promise<{ imageId: string }[]> {
  const products = gaps.map(({ productId }) => productId);
  const variants = gaps.map(({ targetVariant }) => targetVariant);
  return queryRows(
    tx,
    currentSchema,
    Prisma.sql`
    WITH successor AS (
      SELECT DISTINCT ON (i."productId", i."targetVariant") i.id, i."chainId"
      FROM unnest(${products}::text[], ${variants}::text[]) AS gap ("productId", variant)
        JOIN "MadeImage" i ON i."productId" = gap."productId" AND i."targetVariant" = gap.variant
      WHERE NOT EXISTS (SELECT FROM "CurrentImage" c WHERE c."chainId" = i."chainId")
        AND NOT EXISTS (
          SELECT FROM "CurrentImage" c JOIN "GeneratedImage" v ON v.id = c."imageId"
          WHERE v."productId" = gap."productId" AND v."targetVariant" = gap.variant)
      ORDER BY i."productId", i."targetVariant", i.decision IS NOT DISTINCT FROM 'APPROVE' DESC, i."createdAt" DESC, i.id DESC
    )
    INSERT INTO "CurrentImage" ("chainId", "imageId")
    SELECT DISTINCT ON ("chainId") "chainId", id FROM successor ORDER BY "chainId", id
    RETURNING "imageId"`,
  );
}
