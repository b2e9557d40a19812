import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { bestSource } from "#lib/db/products/best-source.ts";
import { queryRows } from "#lib/db/rows.ts";

/** Where the pictures are that a call for a task sends. */
export const pictureKeysSchema = z.object({
  /** The picture to work from, the source photo or an earlier result; null where it was deleted. */
  sourceKey: z.string().nullable(),
  /** Further photos of the product to send with it. */
  furtherKeys: z.array(z.string()),
  /** The pictures of its shot's look, to send after those. */
  lookKeys: z.array(z.string()),
});
export type PictureKeys = z.infer<typeof pictureKeysSchema>;

/** In the order of the variants, of those that the product has. */
export function furtherKeys(productId: Prisma.Sql, variants: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`
    SELECT s."storageKey" FROM ${variants} WITH ORDINALITY AS also (variant, place)
      CROSS JOIN ${bestSource(productId, Prisma.sql`also.variant`)}`;
}

/** As the look has them now. */
export function lookKeys(lookId: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`SELECT l."storageKey" FROM "LookPicture" l WHERE l."lookId" = ${lookId}`;
}

/**
 * As columns of a query of tasks `c`, joined with `PICTURE_SOURCES`. An image that is changed is sent
 * alone.
 */
export const PICTURE_KEYS = Prisma.sql`
  CASE WHEN c."fromResult" THEN r."storageKey" ELSE s."storageKey" END AS "sourceKey",
  ARRAY(${furtherKeys(Prisma.sql`c."productId"`, Prisma.sql`unnest(h."alsoSend")`)} WHERE NOT c."fromResult" ORDER BY also.place) AS "furtherKeys",
  ARRAY(${lookKeys(Prisma.sql`h."lookId"`)} AND NOT c."fromResult" ORDER BY l.place) AS "lookKeys"`;

export const PICTURE_SOURCES = Prisma.sql`
  LEFT JOIN "JobShot" h ON h."jobId" = c."originJobId" AND h.index = c.shot
  LEFT JOIN "SourceImage" s ON s.id = c."sourceImageId" LEFT JOIN "GeneratedImage" r ON r.id = c."parentImageId"`;

/** By task. */
export async function findPictureKeys(tx: Transaction, taskIds: string[]): Promise<Map<string, PictureKeys>> {
  const rows = await queryRows(
    tx,
    pictureKeysSchema.extend({ id: z.string() }),
    Prisma.sql`
    SELECT c.id, ${PICTURE_KEYS} FROM "GenerationTask" c ${PICTURE_SOURCES} WHERE c.id = ANY(${taskIds}::text[])`,
  );
  return new Map(rows.map(({ id, ...keys }) => [id, keys]));
}
