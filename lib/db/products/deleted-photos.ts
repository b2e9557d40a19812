import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import type { DeletedPhoto } from "#lib/schemas/deletion.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

const deletedSchema = z.object({
  id: z.string(),
  variant: z.string(),
  width: z.int(),
  height: z.int(),
  storageKey: z.string(),
  deletedAt: z.date(),
  restorableUntil: z.date(),
});

/** That were deleted or replaced and can be restored, newest first. Those deleted with their product come back with it. */
export async function listDeletedPhotos(productId: string): Promise<DeletedPhoto[]> {
  const rows = await queryRows(
    db,
    deletedSchema,
    Prisma.sql`
    SELECT d.id, r.data->>'variant' AS variant, (r.data->>'width')::int AS width, (r.data->>'height')::int AS height,
      r.data->>'storageKey' AS "storageKey", d."deletedAt", d."removeAfter" AS "restorableUntil"
    FROM "Deletion" d JOIN "DeletedRow" r ON r."deletionId" = d.id AND r."table" = 'SourceImage'
    WHERE d.kind = 'PHOTO' AND d."removeAfter" > now() AND r.data->>'productId' = ${productId}
    ORDER BY d."deletedAt" DESC, d.id`,
  );
  return rows.map(({ storageKey, deletedAt, restorableUntil, ...photo }) => ({
    ...photo,
    thumbnailUrl: fileUrl(thumbnailKey(storageKey)),
    deletedAt: deletedAt.toISOString(),
    restorableUntil: restorableUntil.toISOString(),
  }));
}
