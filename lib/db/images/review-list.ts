import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { cutPage, decodeCursor } from "#lib/db/cursor.ts";
import { ImageOrigin, Prisma } from "#lib/db/generated/client.ts";
import { ORIGINS, toChecks, toReview, toVerdict } from "#lib/db/images/read.ts";
import { isInProgress } from "#lib/db/images/task-states.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";
import type { AsOf } from "#lib/schemas/as-of.ts";
import {
  type Decision,
  type ReviewFilter,
  type ReviewImage,
  type ReviewPage,
  type ReviewQuery,
  type ReviewSelection,
  type ReviewSummary,
  reviewSummarySchema,
} from "#lib/schemas/review.ts";
import { idSchema } from "#lib/schemas/text.ts";
import { compareVariants } from "#lib/schemas/variant-names.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

const DECIDED: Record<Decision, Prisma.Sql> = {
  approve: Prisma.sql`i.decision = 'APPROVE'`,
  reject: Prisma.sql`i.decision = 'REJECT'`,
  // Not as `i.decision IS NULL`: the planner would take that for rare, and read all images.
  none: Prisma.sql`NOT EXISTS (SELECT FROM "ImageDecision" d WHERE d."imageId" = i.id AND d.decision IS NOT NULL)`,
};

/** On an image, or a group of images, `i`. */
export function ofJobsAndVariant({ jobId, variant, templateId }: ReviewFilter): Prisma.Sql {
  const conditions = [Prisma.sql`true`];
  if (jobId) conditions.push(Prisma.sql`i."originJobId" = ${jobId}`);
  if (variant) conditions.push(Prisma.sql`i."targetVariant" = ${variant}`);
  if (templateId)
    conditions.push(Prisma.sql`i."originJobId" IN (SELECT "jobId" FROM "JobShot" WHERE "templateId" = ${templateId})`);
  return Prisma.join(conditions, " AND ");
}

/** Of several products, as a review link is. */
type OfProducts = { productIds?: string[] | undefined };

/** What an image `i` must be, made or not, to be of a filter's job, products, variant and template. */
function belonging(filter: ReviewFilter & OfProducts): Prisma.Sql {
  const { productId, productIds } = filter;
  let ofProduct = Prisma.sql`i."productId" IS NOT NULL`;
  if (productIds) ofProduct = Prisma.sql`i."productId" = ANY(${productIds}::text[])`;
  else if (productId) ofProduct = Prisma.sql`i."productId" = ${productId}`;
  return Prisma.sql`${ofProduct} AND ${ofJobsAndVariant(filter)}`;
}

/**
 * The condition on the image `i` that its row is as it was at a count. A transaction that had begun before the count and ended
 * after it wrote an earlier time: what the count saw is told by the transaction that wrote the row. Rows name it by the lower half of
 * its number (`xmin`); the upper half is that of now, or one less where the lower half is still to come.
 */
function unchangedSince({ time, snapshot }: AsOf): Prisma.Sql {
  if (snapshot === null) return Prisma.sql`i."updatedAt" <= ${new Date(time)}`;
  const seen = (writer: Prisma.Sql) =>
    Prisma.sql`pg_visible_in_snapshot(${whole(writer)}::text::xid8, ${snapshot}::pg_snapshot)`;
  return Prisma.sql`${seen(Prisma.sql`i."imageWriter"`)}
    AND (i."decisionWriter" IS NULL OR ${seen(Prisma.sql`i."decisionWriter"`)})`;
}

/** The whole number of the transaction that a row names by its lower half. */
function whole(writer: Prisma.Sql): Prisma.Sql {
  const next = Prisma.sql`pg_snapshot_xmax(pg_current_snapshot())::text::bigint`;
  const id = Prisma.sql`((${next} >> 32) << 32) + ${writer}::text::bigint`;
  return Prisma.sql`greatest(3, ${id} - CASE WHEN ${id} > ${next} THEN 4294967296 ELSE 0 END)`;
}

/** On the image `i`; only pictures that are there can be judged. */
export function reviewable(filter: ReviewSelection & OfProducts): Prisma.Sql {
  const { decision, verdict, check, versions, asOf } = filter;
  const conditions = [belonging(filter)];
  if (versions !== "all") conditions.push(Prisma.sql`i."isCurrent"`);
  if (decision) conditions.push(DECIDED[decision]);
  if (verdict) conditions.push(Prisma.sql`i.verdict = ${verdict.toUpperCase()}::"CheckVerdict"`);
  // As its index has it, for checks that few images fail.
  if (check) conditions.push(Prisma.sql`i.flags @> ARRAY[${check}]::text[] AND i.flags <> '{}'`);
  if (asOf) conditions.push(unchangedSince(asOf));
  return Prisma.join(conditions, " AND ");
}

/**
 * The condition on an image `i` that it is no fix, and that none was made or tried of it. With the OFFSET the index answers for
 * each image: a join reads all fixes for each, while the statistics know of none.
 */
export const unfixed = Prisma.sql`i.origin <> 'FIX'
  AND NOT EXISTS (SELECT FROM "GenerationTask" f WHERE f."parentImageId" = i.id AND f.origin = 'FIX' OFFSET 0)`;

const rowSchema = z.object({
  id: z.string(),
  chainId: z.string(),
  productId: z.string(),
  productTitle: z.string(),
  asin: z.string().nullable(),
  originJobId: z.string().nullable(),
  jobName: z.string(),
  targetVariant: z.string(),
  variant: z.string().nullable(),
  origin: z.enum(ImageOrigin),
  model: z.string(),
  isCurrent: z.boolean(),
  isCandidate: z.boolean(),
  versions: z.int(),
  note: z.string().nullable(),
  storageKey: z.string(),
  width: z.int(),
  height: z.int(),
  sourceKey: z.string().nullable(),
  checks: z.unknown(),
  verdict: z.enum(["PASS", "WARN", "FAIL"]).nullable(),
  decision: z.enum(["APPROVE", "REJECT"]).nullable(),
  decisionNote: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.date().nullable(),
});
type Row = z.infer<typeof rowSchema>;

function toReviewImage(row: Row): ReviewImage {
  const { storageKey, sourceKey, checks, verdict, ...fields } = row;
  const { chainId: _chain, isCurrent, isCandidate, decision, decisionNote, decidedBy, decidedAt, ...shown } = fields;
  return {
    ...shown,
    origin: ORIGINS[row.origin],
    current: isCurrent && !isCandidate,
    candidate: isCandidate,
    url: fileUrl(storageKey),
    thumbnailUrl: fileUrl(thumbnailKey(storageKey)),
    sourceUrl: sourceKey && fileUrl(sourceKey),
    sourceThumbnailUrl: sourceKey && fileUrl(thumbnailKey(sourceKey)),
    checks: toChecks(checks),
    verdict: toVerdict(verdict),
    review: toReview({ decision, decisionNote, decidedBy, decidedAt }),
  };
}

export const inReviewOrder = Prisma.sql`i."productId", i."targetVariant", i."chainId", i.id`;

const cursorSchema = z.tuple([idSchema, idSchema, idSchema, idSchema]);

export async function listReviewImages(query: ReviewQuery & OfProducts): Promise<ReviewPage> {
  let after = Prisma.empty;
  if (query.cursor) {
    const [productId, variant, chainId, id] = decodeCursor(query.cursor, cursorSchema);
    after = Prisma.sql`AND (${inReviewOrder}) > (${productId}, ${variant}, ${chainId}, ${id})`;
  }
  const found = await describe(Prisma.sql`
    SELECT i.* FROM "MadeImage" i WHERE ${reviewable(query)} ${after}
    ORDER BY ${inReviewOrder} LIMIT ${query.limit + 1}`);
  const { rows, nextCursor } = cutPage(found, query.limit, (last) => [
    last.productId,
    last.targetVariant,
    last.chainId,
    last.id,
  ]);
  return { images: rows.map(toReviewImage), nextCursor };
}

/** `images`: a query of rows of "MadeImage". In the order of the review. */
function describe(images: Prisma.Sql): Promise<Row[]> {
  return queryRows(
    db,
    rowSchema,
    Prisma.sql`
    WITH page AS (${images})
    SELECT i.id, i."chainId", i."productId", p.title AS "productTitle", p.asin, i."originJobId", coalesce(h.name, '') AS "jobName",
      i."targetVariant", h.variant, i.origin::text AS origin, i.model, i."isCurrent", i."isCandidate",
      (SELECT count(*)::int FROM "GenerationTask" v WHERE v."chainId" = i."chainId") AS versions, i.note,
      i."storageKey", i.width, i.height, s."storageKey" AS "sourceKey", i.checks, i.verdict::text AS verdict,
      i.decision::text AS decision, i."decisionNote", i."decidedBy", i."decidedAt"
    FROM page i JOIN "Product" p ON p.id = i."productId"
      LEFT JOIN "JobShot" h ON h."jobId" = i."originJobId" AND h.index = i.shot
      LEFT JOIN "SourceImage" s ON s.id = i."sourceImageId"
    ORDER BY ${inReviewOrder}`,
  );
}

/** Current images of products, whatever is decided about them, in the order of the review. */
export async function findImagesOf(
  productIds: string[],
  { jobId, variant, templateId }: ReviewFilter,
): Promise<ReviewImage[]> {
  // Product by product, so that the indexes answer: for all at once the planner reads every decision.
  const rows = await describe(Prisma.sql`
    SELECT i.* FROM unnest(${productIds}::text[]) AS wanted (id) CROSS JOIN LATERAL (
      SELECT i.* FROM "MadeImage" i
      WHERE ${reviewable({ jobId, variant, templateId })} AND i."productId" = wanted.id OFFSET 0) i`);
  return rows.map(toReviewImage);
}

/** Groups of images that are alike in what the summary tells, as the database keeps their counts: of current images, by job and variant. */
function keptGroups(filter: ReviewFilter): Prisma.Sql {
  const flagged = filter.check ? Prisma.sql`${filter.check} = ANY(i.flags)` : Prisma.sql`true`;
  return Prisma.sql`
    SELECT i.decision, i.verdict, i."isFixable", i.images FROM "ReviewTally" i WHERE ${ofJobsAndVariant(filter)} AND ${flagged}`;
}

function countedImages(filter: ReviewFilter): Prisma.Sql {
  return Prisma.sql`
    SELECT i.decision, i.verdict, ${unfixed} AS "isFixable", 1 AS images FROM "MadeImage" i WHERE ${reviewable(filter)}`;
}

/** Whatever the filter says of decision and verdict. */
export async function summarizeReview({ decision: _d, verdict: _v, ...filter }: ReviewFilter): Promise<ReviewSummary> {
  const groups = filter.productId || filter.versions === "all" ? countedImages(filter) : keptGroups(filter);
  const sum = (condition: Prisma.Sql) => Prisma.sql`coalesce(sum(images) FILTER (WHERE ${condition}), 0)::int`;
  const counts = await queryRow(
    db,
    reviewSummarySchema.extend({ asOf: z.date(), snapshot: z.string() }),
    Prisma.sql`
    SELECT now()::timestamptz(3) AS "asOf", pg_current_snapshot()::text AS snapshot, ${sum(Prisma.sql`true`)} AS total,
      ${sum(Prisma.sql`decision = 'APPROVE'`)} AS approved,
      ${sum(Prisma.sql`decision = 'REJECT'`)} AS rejected,
      ${sum(Prisma.sql`decision IS NULL`)} AS unreviewed,
      ${sum(Prisma.sql`decision IS NULL AND verdict = 'PASS'`)} AS "unreviewedPassing",
      ${sum(Prisma.sql`decision IS NULL AND verdict IN ('FAIL', 'WARN') AND "isFixable"`)} AS "unreviewedFixable",
      (SELECT count(*)::int FROM "GenerationTask" i
        WHERE ${belonging(filter)} AND i.origin = 'FIX' AND i.${isInProgress}) AS fixing,
      ${sum(Prisma.sql`verdict = 'FAIL'`)} AS failing,
      ${sum(Prisma.sql`verdict = 'WARN'`)} AS warned,
      ${sum(Prisma.sql`verdict IS NULL`)} AS unchecked
    FROM (${groups}) counted`,
  );
  const { snapshot, asOf, ...numbers } = counts;
  return { ...numbers, asOf: `${asOf.toISOString()}/${snapshot}` };
}

/** In Amazon's order. Disregards all of the filter but the job, the variant and the template. */
export async function findReviewVariants(filter: ReviewFilter = {}): Promise<string[]> {
  const rows = await queryRows(
    db,
    z.object({ targetVariant: z.string() }),
    Prisma.sql`
    SELECT i."targetVariant" FROM "ReviewTally" i WHERE ${ofJobsAndVariant(filter)} GROUP BY 1 HAVING sum(i.images) > 0`,
  );
  return rows.map(({ targetVariant }) => targetVariant).sort(compareVariants);
}
