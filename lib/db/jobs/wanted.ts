import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { isInProgress } from "#lib/db/images/task-states.ts";
import { BEST_SOURCE_FIELDS, bestSource, bestSourceSchema, LARGEST_FIRST } from "#lib/db/products/best-source.ts";
import { selected } from "#lib/db/products/selection.ts";
import { queryRow, queryRows } from "#lib/db/rows.ts";
import type { Selection } from "#lib/schemas/bulk-generate.ts";
import { SKIP_REASONS, type SkippedShot } from "#lib/schemas/shot.ts";

/** `candidates` images for `targetVariant` of each product that has `variant`. */
export type WantedShot = { variant: string; targetVariant: string; candidates: number };

/** `onlyMissing`: not where an image for the variant exists that nobody rejected, or is being made. */
export type Wish = { selection: Selection; shots: WantedShot[]; onlyMissing: boolean };

/** The selected products `p`, those that don't exist among them: they have no title. */
function named(selection: Selection): Prisma.Sql {
  if (!("productIds" in selection)) return selected(selection).p;
  return Prisma.sql`(
    SELECT wanted.id, wanted.place, p.title FROM unnest(${selection.productIds}::text[]) WITH ORDINALITY AS wanted (id, place)
    LEFT JOIN "Product" p ON p.id = wanted.id) p`;
}

const EXISTS_ALREADY = Prisma.sql`EXISTS (
  SELECT FROM "GeneratedImage" i LEFT JOIN "CurrentImage" c ON c."imageId" = i.id LEFT JOIN "ImageDecision" d ON d."imageId" = i.id
  WHERE i."productId" = p.id AND i."targetVariant" = shot.target AND i."storageKey" IS NOT NULL
    AND (d.decision = 'APPROVE' OR d.decision IS NULL AND c."imageId" IS NOT NULL))`;

const IS_BEING_MADE = Prisma.sql`(
  EXISTS (SELECT FROM "Image" i WHERE i."productId" = p.id AND i."targetVariant" = shot.target AND i.${isInProgress})
  OR (p.id, shot.target) IN (
    SELECT d."productId", h."targetVariant" FROM "DraftBlock" b JOIN "GenerationJob" j ON j.id = b."jobId" AND j.status NOT IN ('CANCELLED', 'FAILED')
      CROSS JOIN LATERAL unnest(b."productIds", b.shots) AS d ("productId", shot)
      JOIN "JobShot" h ON h."jobId" = b."jobId" AND h.index = d.shot
    WHERE b."cancelCode" IS NULL))`;

/** The start of a query: `shot` and `picked`, the selected products. */
function picked({ selection, shots }: Wish): Prisma.Sql {
  const { order } = selected(selection);
  return Prisma.sql`
    WITH shot AS (
      SELECT place::int - 1 AS index, variant, target, candidates
      FROM unnest(${shots.map(({ variant }) => variant)}::text[], ${shots.map(({ targetVariant }) => targetVariant)}::text[],
        ${shots.map(({ candidates }) => candidates)}::int[]) WITH ORDINALITY AS shot (variant, target, candidates, place)
    ), picked AS (
      SELECT p.id, p.title IS NOT NULL AS exists, row_number() OVER (ORDER BY ${order})::int AS place FROM ${named(selection)}
    )`;
}

/** Why a product `p` is left out of a shot, or null. `photo`: that of the shot's variant. */
function skipped({ onlyMissing }: Wish, photo: Prisma.Sql): Prisma.Sql {
  const missing = onlyMissing
    ? Prisma.sql`WHEN ${EXISTS_ALREADY} THEN 'ALREADY_MADE' WHEN ${IS_BEING_MADE} THEN 'BEING_MADE'`
    : Prisma.empty;
  return Prisma.sql`
    CASE WHEN NOT p.exists THEN 'PRODUCT_NOT_FOUND' WHEN ${photo}."productId" IS NULL THEN 'NO_SOURCE_IMAGE' ${missing} END`;
}

/**
 * The start of a query: `judged` is each selected product in each shot, or why it is left out. A product that does not exist is there
 * once. The photos are joined: to look them up for each product takes twice as long.
 */
function judged(wish: Wish): Prisma.Sql {
  const variants = [...new Set(wish.shots.map(({ variant }) => variant))];
  return Prisma.sql`${picked(wish)}, photo AS (
      SELECT s."productId", s.variant FROM picked p JOIN "SourceImage" s ON s."productId" = p.id AND s.variant = ANY(${variants}::text[])
      GROUP BY s."productId", s.variant
    ), judged AS (
      SELECT p.id, p.place, shot.index, ${skipped(wish, Prisma.sql`photo`)} AS skipped
      FROM picked p CROSS JOIN shot LEFT JOIN photo ON photo."productId" = p.id AND photo.variant = shot.variant
      WHERE p.exists OR shot.index = 0
    )`;
}

/**
 * The same with the largest photo of each. It is chosen in the order in which the images are numbered, by places: to sort photos by the
 * ids of their products first takes a third longer.
 */
function judgedWithPhotos(wish: Wish): Prisma.Sql {
  return Prisma.sql`${picked(wish)}, judged AS (
      SELECT DISTINCT ON (p.place, shot.index) p.id, p.place, shot.index, shot.target, shot.candidates, s.id AS "sourceImageId",
        ${skipped(wish, Prisma.sql`s`)} AS skipped
      FROM picked p CROSS JOIN shot LEFT JOIN "SourceImage" s ON s."productId" = p.id AND s.variant = shot.variant
      WHERE p.exists OR shot.index = 0
      ORDER BY p.place, shot.index, ${LARGEST_FIRST}
    )`;
}

/** Which of several images of a product for a variant it is, from 1; 0 where it is the only one. */
function candidateNumber(shots: WantedShot[]): Prisma.Sql {
  const targets = new Set(shots.map(({ targetVariant }) => targetVariant));
  if (targets.size === shots.length && shots.every(({ candidates }) => candidates === 1)) return Prisma.sql`0`;
  const same = Prisma.sql`PARTITION BY p.id, p.target`;
  return Prisma.sql`CASE WHEN count(*) OVER (${same}) > 1 THEN row_number() OVER (${same} ORDER BY p.index, n) ELSE 0 END`;
}

/**
 * The same start of a query, and `wanted`: the images to make, numbered from 0 product by product, so that what is made first
 * is whole.
 */
export function wantedImages(wish: Wish): Prisma.Sql {
  const most = Math.max(...wish.shots.map(({ candidates }) => candidates));
  // One row is as good as none: a series would be joined, and all be sorted once more.
  const numbers = Prisma.join(Array.from({ length: most }, (_, index) => Prisma.sql`(${index + 1}::int)`));
  return Prisma.sql`${judgedWithPhotos(wish)}, wanted AS (
      SELECT p.id, p.index AS shot, p."sourceImageId", (${candidateNumber(wish.shots)})::int AS candidate,
        row_number() OVER (ORDER BY p.place, p.index, n) - 1 AS image
      FROM judged p JOIN (VALUES ${numbers}) AS each (n) ON n <= p.candidates WHERE p.skipped IS NULL
    )`;
}

const skippedSchema = z.object({
  productId: z.string(),
  title: z.string().nullable(),
  shot: z.int().nullable(),
  reason: z.enum(SKIP_REASONS),
});

/** The products' shots that are left out, the first of them. */
export function findSkippedShots(
  tx: Transaction,
  wish: Wish,
  limit: number,
): Promise<(SkippedShot & { title: string | null })[]> {
  return queryRows(
    tx,
    skippedSchema,
    Prisma.sql`
    ${judged(wish)} SELECT p.id AS "productId", t.title, CASE WHEN t.title IS NOT NULL THEN p.index END AS shot, p.skipped AS reason
    FROM judged p LEFT JOIN "Product" t ON t.id = p.id WHERE p.skipped IS NOT NULL ORDER BY p.place, p.index LIMIT ${limit}`,
  );
}

const seenShotSchema = z.object({ products: z.int(), skipped: z.int(), first: z.array(bestSourceSchema) });
const seenSchema = z.object({ shots: z.array(seenShotSchema), unknown: z.int() });

type SeenShots = z.infer<typeof seenSchema>;

/** To sort all products for the first few of each shot takes a third of the time of a large preview. */
const FIRST_PLACES = 1_000;

function seeWithin(tx: Transaction, wish: Wish, limit: number, places: number | null): Promise<SeenShots> {
  const bound = places === null ? Prisma.empty : Prisma.sql`AND place <= ${places}`;
  return queryRow(
    tx,
    seenSchema,
    Prisma.sql`
    ${judged(wish)}, counted AS (
      SELECT index, count(*) FILTER (WHERE skipped IS NULL)::int AS products,
        count(*) FILTER (WHERE skipped <> 'PRODUCT_NOT_FOUND')::int AS skipped
      FROM judged GROUP BY index
    ), shown AS (
      SELECT f.index, json_agg(to_json(f) ORDER BY f.place) AS first FROM (
        SELECT ${BEST_SOURCE_FIELDS}, j.index, j.place FROM (
          SELECT id, index, place, row_number() OVER (PARTITION BY index ORDER BY place) AS nth FROM judged WHERE skipped IS NULL ${bound}
        ) j JOIN shot ON shot.index = j.index JOIN "Product" p ON p.id = j.id
          CROSS JOIN ${bestSource(Prisma.sql`p.id`, Prisma.sql`shot.variant`)}
        WHERE j.nth <= ${limit}
      ) f GROUP BY f.index
    )
    SELECT json_agg(json_build_object('products', coalesce(c.products, 0), 'skipped', coalesce(c.skipped, 0),
        'first', coalesce(shown.first, '[]')) ORDER BY shot.index) AS shots,
      (SELECT count(*)::int FROM judged WHERE skipped = 'PRODUCT_NOT_FOUND') AS unknown
    FROM shot LEFT JOIN counted c USING (index) LEFT JOIN shown USING (index)`,
  );
}

/** Of each shot the products it is made of, those left out, and the first `limit` photos. `unknown`: products that don't exist. */
export async function seeShots(tx: Transaction, wish: Wish, limit: number): Promise<SeenShots> {
  const seen = await seeWithin(tx, wish, limit, FIRST_PLACES);
  const isWhole = seen.shots.every(({ products, first }) => first.length === Math.min(limit, products));
  return isWhole ? seen : seeWithin(tx, wish, limit, null);
}
