import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { furtherKeys, lookKeys, pictureKeysSchema } from "#lib/db/images/picture-keys.ts";
import { type Wish, wantedImages } from "#lib/db/jobs/wanted.ts";
import { queryRows } from "#lib/db/rows.ts";
import { productTextsSchema } from "#lib/schemas/product.ts";

const wantedRequestSchema = z.object({
  shot: z.int(),
  candidate: z.int(),
  ...pictureKeysSchema.shape,
  ...productTextsSchema.shape,
});

/** What a job would have the model sent for each of its images. `shots`: what their calls send besides the photo. */
export function findWantedRequests(
  tx: Transaction,
  wish: Wish,
  shots: { alsoSend: string[]; lookId: string | null }[],
): Promise<z.infer<typeof wantedRequestSchema>[]> {
  const shot = Prisma.sql`(${JSON.stringify(shots)}::text::jsonb -> w.shot)`;
  const variants = Prisma.sql`jsonb_array_elements_text(${shot} -> 'alsoSend')`;
  return queryRows(
    tx,
    wantedRequestSchema,
    Prisma.sql`
    ${wantedImages(wish)}
    SELECT w.shot, w.candidate, photo."storageKey" AS "sourceKey",
      ARRAY(${furtherKeys(Prisma.sql`w.id`, variants)} ORDER BY also.place) AS "furtherKeys",
      ARRAY(${lookKeys(Prisma.sql`${shot} ->> 'lookId'`)} ORDER BY l.place) AS "lookKeys", p.title, p.asin, p.sku, p.category
    FROM wanted w JOIN "Product" p ON p.id = w.id JOIN "SourceImage" photo ON photo.id = w."sourceImageId"`,
  );
}
