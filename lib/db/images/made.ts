import "server-only";
import type { Transaction } from "#lib/db/client.ts";

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
 */
export async function insertImage(tx: Transaction, id: string, stored: StoredImage): Promise<void> {
  const { storageKey, mimeType, width, height, bytes, sha256 } = stored;
  await tx.$executeRaw`
    WITH made AS (
      INSERT INTO "GeneratedImage" (id, "productId", "targetVariant", "chainId", "originJobId", origin, "storageKey", "mimeType", width,
        height, bytes, sha256, "updatedAt")
      SELECT id, "productId", "targetVariant", "chainId", "originJobId", origin, ${storageKey}, ${mimeType}, ${width}::int, ${height}::int,
        ${bytes}::int, ${sha256}, now()
      FROM "GenerationTask" WHERE id = ${id}
      RETURNING id, "productId", "chainId"
    ), counted AS (
      UPDATE "ProductStats" SET "generatedCount" = "generatedCount" + 1, "lastGeneratedAt" = now()
      WHERE "productId" = (SELECT "productId" FROM made)
    )
    INSERT INTO "CurrentImage" ("chainId", "imageId") SELECT "chainId", id FROM made
    ON CONFLICT ("chainId") DO UPDATE SET "imageId" = excluded."imageId"`;
}
