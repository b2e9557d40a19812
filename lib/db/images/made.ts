import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";

export type StoredImage = {
  storageKey: string;
  mimeType: string;
  width: number;
  height: number;
  bytes: number;
  sha256: string;
};

/**
 * Counts it to its product and makes it current among its versions. For a further version the caller has taken `lockCurrent`.
 * Returns the variant that it is meant for now.
 */
export async function insertImage(
  tx: Transaction,
  id: string,
  stored: StoredImage,
  perceptualHash: bigint | null = null,
): Promise<string | null> {
  const { storageKey, mimeType, width, height, bytes, sha256 } = stored;
  const [made] = await queryRows(
    tx,
    z.object({ targetVariant: z.string() }),
    Prisma.sql`
    WITH made AS (
      INSERT INTO "GeneratedImage" (id, "productId", "targetVariant", "chainId", "originJobId", origin, "requestKey", "storageKey", "mimeType", width,
        height, bytes, sha256, "perceptualHash", "updatedAt")
      SELECT id, "productId", "targetVariant", "chainId", "originJobId", origin, "requestKey", ${storageKey}, ${mimeType}, ${width}::int, ${height}::int,
        ${bytes}::int, ${sha256}, ${perceptualHash}::bigint, now()
      FROM "GenerationTask" WHERE id = ${id}
      RETURNING id, "productId", "chainId", "targetVariant"
    ), counted AS (
      UPDATE "ProductStats" SET "generatedCount" = "generatedCount" + 1, "lastGeneratedAt" = now()
      WHERE "productId" = (SELECT "productId" FROM made)
    )
    INSERT INTO "CurrentImage" ("chainId", "imageId") SELECT "chainId", id FROM made
    ON CONFLICT ("chainId") DO UPDATE SET "imageId" = excluded."imageId"
    RETURNING (SELECT "targetVariant" FROM made)`,
  );
  return made?.targetVariant ?? null;
}
