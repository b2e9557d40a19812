import "server-only";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";

const PAGE = 1_000;

/** The outcome of one image of a job, or of a further version of it. */
export type Result = {
  id: string;
  /** The first image of its versions. */
  chainId: string;
  productId: string | null;
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
  targetVariant: string;
  verdict: string | null;
  isCurrent: boolean;
};

/** All images, in the order in which they were asked for, each with its versions after it. */
export async function* listResults(jobId: string | undefined): AsyncGenerator<Result> {
  let after = { chainId: "", id: "" };
  for (;;) {
    const rows: Result[] = await db.$queryRaw`
      SELECT i.id, i."chainId", i."productId", p.sku, coalesce(p.asin, i."productAsin") AS asin, coalesce(p.title, i."productTitle") AS title, p.category,
        coalesce(s.variant, j.variant) AS variant, s."storageKey" AS "sourceKey", i.status::text AS status,
        i."errorMessage", i.decision::text AS decision, i."decisionNote", i."targetVariant", i.verdict::text AS verdict,
        i."isCurrent"
      FROM "Image" i
        LEFT JOIN "Product" p ON p.id = i."productId"
        LEFT JOIN "SourceImage" s ON s.id = i."sourceImageId"
        LEFT JOIN "GenerationJob" j ON j.id = i."originJobId"
      WHERE (i."chainId", i.id) > (${after.chainId}, ${after.id})
        ${jobId ? Prisma.sql`AND i."originJobId" = ${jobId}` : Prisma.empty}
      ORDER BY i."chainId", i.id LIMIT ${PAGE}`;
    yield* rows;
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = last;
  }
}
