import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { toVerdict } from "#lib/db/images/read.ts";
import { reviewable } from "#lib/db/images/review-list.ts";
import { queryRows } from "#lib/db/rows.ts";
import type { Verdict } from "#lib/schemas/check.ts";
import type { ExportQuery } from "#lib/schemas/export.ts";
import { promptOf } from "#lib/schemas/prompt.ts";

const PAGE = 2_000;

const approvedSchema = z.object({
  id: z.string(),
  productId: z.string(),
  title: z.string(),
  asin: z.string().nullable(),
  variant: z.string(),
  /** The first image of its versions. */
  chainId: z.string(),
  /** The current version, itself or another one; null where a person said that none is. */
  currentVersionId: z.string().nullable(),
  createdAt: z.date(),
  verdict: z.enum(["PASS", "WARN", "FAIL"]).nullable(),
  storageKey: z.string(),
});
export type Approved = Omit<z.infer<typeof approvedSchema>, "verdict"> & { verdict: Verdict | null };

export type ApprovedFilter = Pick<ExportQuery, "jobId" | "variant"> & { productIds?: string[] };

/** On the image `i`. */
export function approved({ jobId, variant, productIds }: ApprovedFilter): Prisma.Sql {
  const matching = reviewable({ jobId, variant, decision: "approve", versions: "all" });
  return productIds ? Prisma.sql`${matching} AND i."productId" = ANY(${productIds}::text[])` : matching;
}

/** By product, variant and id; read in pages, so that few are in memory at a time. */
export async function* approvedImages(filter: ApprovedFilter): AsyncGenerator<Approved> {
  let after = Prisma.empty;
  for (;;) {
    const rows = await queryRows(
      db,
      approvedSchema,
      Prisma.sql`
      SELECT i.id, i."productId", p.title, p.asin, i."targetVariant" AS variant, i."chainId", i."createdAt",
        counting."imageId" AS "currentVersionId", i.verdict::text AS verdict, i."storageKey"
      FROM "MadeImage" i JOIN "Product" p ON p.id = i."productId"
        LEFT JOIN "CurrentImage" counting ON counting."chainId" = i."chainId"
      WHERE ${approved(filter)} ${after}
      ORDER BY i."productId", i."targetVariant", i.id LIMIT ${PAGE}`,
    );
    for (const row of rows) yield { ...row, verdict: toVerdict(row.verdict) };
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return;
    after = Prisma.sql`AND (i."productId", i."targetVariant", i.id) > (${last.productId}, ${last.variant}, ${last.id})`;
  }
}

/** A generated image as a file of it is made; without a key where there is no picture. Null where there is no such image. */
export type Exportable = { storageKey: string | null; asin: string | null; variant: string };

export async function findExportable(id: string): Promise<Exportable | null> {
  const image = await db.image.findUnique({
    where: { id },
    select: { status: true, storageKey: true, targetVariant: true, product: { select: { asin: true } } },
  });
  if (!image) return null;
  const { status, storageKey, targetVariant: variant, product } = image;
  return { storageKey: status === "COMPLETED" ? storageKey : null, asin: product?.asin ?? null, variant };
}

/** By id; those that were deleted meanwhile are missing. */
export async function findManifestFacts(ids: string[]) {
  const rows = await db.image.findMany({
    where: { id: { in: ids } },
    select: {
      id: true,
      targetVariant: true,
      origin: true,
      prompt: true,
      values: true,
      jobShot: { select: { plan: true } },
      note: true,
      model: true,
      checks: true,
      verdict: true,
      decisionNote: true,
      decidedBy: true,
      decidedAt: true,
      product: { select: { title: true, asin: true, sku: true } },
      sourceImage: { select: { id: true, variant: true } },
    },
  });
  return new Map(
    rows.map(({ values, jobShot, ...row }) => [
      row.id,
      { ...row, prompt: promptOf({ prompt: row.prompt, values, plan: jobShot?.plan }) },
    ]),
  );
}
export type ManifestFacts =
  Awaited<ReturnType<typeof findManifestFacts>> extends Map<string, infer Facts> ? Facts : never;
