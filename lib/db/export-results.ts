import "server-only";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";

const PAGE = 1_000;

/** The outcome of one image of a job, or of a further version that counts in its place. */
export type Result = {
  id: string;
  sku: string | null;
  asin: string | null;
  title: string | null;
  category: string | null;
  variant: string | null;
  sourceKey: string | null;
  status: string;
  errorMessage: string | null;
  decision: string | null;
  decisionNote: string | null;
  targetSlot: string;
  verdict: string | null;
  isCurrent: boolean;
};

/** One row for each image that was asked for, in the order in which that was: the version that counts, else the first. */
export async function* listResults(jobId: string | undefined): AsyncGenerator<Result> {
  let after = "";
  for (;;) {
    const rows: Result[] = await (await db()).$queryRaw`
      SELECT i.id, p.sku, coalesce(p.asin, i."productAsin") AS asin, coalesce(p.title, i."productTitle") AS title, p.category,
        coalesce(s.variant, j.variant) AS variant, s."storageKey" AS "sourceKey", i.status::text AS status,
        i."errorMessage", i.decision::text AS decision, i."decisionNote", i."targetSlot", i.verdict::text AS verdict,
        i."isCurrent"
      FROM "GeneratedImage" i
        LEFT JOIN "Product" p ON p.id = i."productId"
        LEFT JOIN "SourceImage" s ON s.id = i."sourceImageId"
        LEFT JOIN "GenerationJob" j ON j.id = i."originJobId"
      WHERE i.id > ${after} ${jobId ? Prisma.sql`AND i."originJobId" = ${jobId}` : Prisma.empty}
        AND (i."isCurrent" OR (i.id = i."chainId" AND NOT EXISTS (
          SELECT FROM "GeneratedImage" v WHERE v."chainId" = i."chainId" AND v."isCurrent")))
      ORDER BY i.id LIMIT ${PAGE}`;
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = last.id;
  }
}
