import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { productTextsSchema } from "#lib/schemas/product.ts";

const PAGE = 1_000;

const resultSchema = z.object({
  id: z.string(),
  /** The first image of its versions. */
  chainId: z.string(),
  productId: z.string().nullable(),
  ...productTextsSchema.shape,
  title: z.string().nullable(),
  variant: z.string().nullable(),
  sourceKey: z.string().nullable(),
  status: z.string(),
  errorMessage: z.string().nullable(),
  decision: z.string().nullable(),
  decisionNote: z.string().nullable(),
  targetVariant: z.string(),
  verdict: z.string().nullable(),
  isCurrent: z.boolean(),
});
export type Result = z.infer<typeof resultSchema>;

/** In the order in which they were asked for, each with its versions after it. */
export async function* listResults(jobId: string | undefined): AsyncGenerator<Result> {
  let after = { chainId: "", id: "" };
  for (;;) {
    const rows = await queryRows(
      db,
      resultSchema,
      Prisma.sql`
      SELECT i.id, i."chainId", i."productId", p.sku, coalesce(p.asin, i."productAsin") AS asin, coalesce(p.title, i."productTitle") AS title, p.category,
        coalesce(s.variant, h.variant) AS variant, s."storageKey" AS "sourceKey", i.status::text AS status,
        i."errorMessage", i.decision::text AS decision, i."decisionNote", i."targetVariant", i.verdict::text AS verdict,
        i."isCurrent"
      FROM (
        SELECT id FROM "GenerationTask" WHERE ("chainId", id) > (${after.chainId}, ${after.id})
          ${jobId ? Prisma.sql`AND "originJobId" = ${jobId}` : Prisma.empty}
        ORDER BY "chainId", id LIMIT ${PAGE}) page
        JOIN "Image" i ON i.id = page.id
        LEFT JOIN "Product" p ON p.id = i."productId"
        LEFT JOIN "SourceImage" s ON s.id = i."sourceImageId"
        LEFT JOIN "JobShot" h ON h."jobId" = i."originJobId" AND h.index = i.shot
      ORDER BY i."chainId", i.id`,
    );
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = last;
  }
}
