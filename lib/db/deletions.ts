import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { type DeletionKind, Prisma } from "#lib/db/generated/client.ts";
import { queryRow } from "#lib/db/rows.ts";
import { RESTORABLE_DAYS } from "#lib/schemas/deletion.ts";

/** In the order in which they can be written again. */
export const KEPT_TABLES = [
  "Product",
  "SourceImage",
  "GenerationJob",
  "JobShot",
  "GenerationTask",
  "GeneratedImage",
  "CurrentImage",
  "ImageDecision",
  "ImageReview",
  "RedoRequest",
] as const;
type KeptTable = (typeof KEPT_TABLES)[number];

/** False where it was begun before. */
export async function beginDeletion(tx: Transaction, id: string, kind: DeletionKind): Promise<boolean> {
  const begun = await tx.$executeRaw`
    INSERT INTO "Deletion" (id, kind, "removeAfter")
    VALUES (${id}, ${kind}::"DeletionKind", now() + make_interval(days => ${RESTORABLE_DAYS}::int))
    ON CONFLICT (id) DO NOTHING`;
  return begun === 1;
}

/** Where the object of a row is, or may be: a task may have stored its bytes, whether its image's row is written or not. */
function objectOf(row: Prisma.Sql, table: KeptTable): Prisma.Sql {
  if (table === "GenerationTask") return Prisma.sql`'generated-images/' || (${row}->>'id')`;
  const isNamed = table === "SourceImage" || table === "GeneratedImage";
  return isNamed ? Prisma.sql`${row}->>'storageKey'` : Prisma.sql`NULL`;
}

/** Keeps rows that the same transaction deletes: those whose `column` is one of `values`. */
export async function keepRows(
  tx: Transaction,
  deletionId: string,
  {
    table,
    column = "id",
    values,
  }: { table: KeptTable; column?: "id" | "productId" | "imageId" | "jobId"; values: string[] },
): Promise<void> {
  const [name, key] = [Prisma.raw(`"${table}"`), Prisma.raw(`"${column}"`)];
  await tx.$executeRaw`
    INSERT INTO "DeletedRow" ("deletionId", "table", data, "storageKey")
    SELECT ${deletionId}, ${table}, row, ${objectOf(Prisma.sql`row`, table)}
    FROM (SELECT to_jsonb(t) AS row FROM ${name} t WHERE t.${key} = ANY(${values}::text[])) kept`;
}

type Link = "productId" | "sourceImageId" | "parentImageId" | "storageKey";

/** Keeps columns of images `i` that the same transaction changes because what they name is deleted. */
export async function keepLinks(
  tx: Transaction,
  deletionId: string,
  columns: Link[],
  condition: Prisma.Sql,
): Promise<void> {
  const task = objectOf(Prisma.sql`row`, "GenerationTask");
  const object = columns.includes("storageKey") ? Prisma.sql`coalesce(row->>'storageKey', ${task})` : Prisma.sql`NULL`;
  await tx.$executeRaw`
    INSERT INTO "DeletedRow" ("deletionId", "table", data, "storageKey")
    SELECT ${deletionId}, 'links',
      (SELECT jsonb_object_agg(key, value) FROM jsonb_each(row) WHERE key = ANY(${["id", ...columns]}::text[])), ${object}
    FROM (SELECT to_jsonb(i) AS row FROM "Image" i WHERE ${condition}) kept`;
}

/** Keeps which images the same transaction made current in the place of deleted ones. */
export async function keepSuccessors(tx: Transaction, deletionId: string, ids: string[]): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "DeletedRow" ("deletionId", "table", data)
    SELECT ${deletionId}, 'links', jsonb_build_object('id', id, 'isCurrent', false) FROM unnest(${ids}::text[]) AS id`;
}

const deletedSchema = z.object({
  kind: z.enum(["PRODUCT", "PHOTO", "IMAGE", "JOB"]),
  title: z.string().nullable(),
  photos: z.number(),
  images: z.number(),
});

/** What it took with it, for the audit log. */
export async function describeDeletion(tx: Transaction, id: string) {
  const { kind, title, ...counts } = await queryRow(
    tx,
    deletedSchema,
    Prisma.sql`
    SELECT d.kind::text AS kind, max(r.data->>'title') FILTER (WHERE r."table" = 'Product') AS title,
      count(*) FILTER (WHERE r."table" = 'SourceImage')::int AS photos,
      count(*) FILTER (WHERE r."table" = 'GenerationTask')::int AS images
    FROM "Deletion" d LEFT JOIN "DeletedRow" r ON r."deletionId" = d.id
      AND r."table" IN ('Product', 'SourceImage', 'GenerationTask')
    WHERE d.id = ${id} GROUP BY d.kind`,
  );
  return { kind: AUDITED_KINDS[kind], details: { ...(title === null ? {} : { title }), ...counts } };
}

const AUDITED_KINDS = { PRODUCT: "product", PHOTO: "photo", IMAGE: "image", JOB: "job" } as const;

export async function isDeleted(id: string): Promise<boolean> {
  return (await db.deletion.count({ where: { id } })) > 0;
}

/** Only once that time is over. Waits for whoever is just restoring it. */
export async function expireDeletion(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM "Deletion" WHERE id = ${id} AND "removeAfter" <= now()`;
}
