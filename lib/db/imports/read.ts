import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import { type Import, type ImportRowError, importErrorSchema, MAX_IMPORT_ERRORS_SHOWN } from "#lib/schemas/import.ts";

const viewSelect = {
  id: true,
  status: true,
  fileName: true,
  bytes: true,
  rowsDone: true,
  rowsTotal: true,
  productsCreated: true,
  productsUpdated: true,
  imagesAdded: true,
  imagesUnchanged: true,
  imagesPending: true,
  errorCount: true,
  message: true,
  hasFailedRows: true,
  createdBy: true,
  createdAt: true,
  startedAt: true,
  finishedAt: true,
} satisfies Prisma.ImportSelect;

type ViewRow = Prisma.ImportGetPayload<{ select: typeof viewSelect }>;

function toImport(row: ViewRow, errors: ImportRowError[]): Import {
  const { hasFailedRows, ...fields } = row;
  return {
    ...fields,
    bytes: Number(row.bytes),
    errors,
    failedRowsUrl: hasFailedRows ? `/api/imports/${row.id}/failed-rows.csv` : null,
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

export async function findImport(id: string): Promise<Import | null> {
  const row = await db.import.findUnique({ where: { id }, select: viewSelect });
  if (!row) return null;
  const errors = await db.importError.findMany({
    where: { importId: id },
    orderBy: [{ row: { sort: "asc", nulls: "last" } }, { id: "asc" }],
    take: MAX_IMPORT_ERRORS_SHOWN,
    select: { row: true, file: true, code: true, message: true },
  });
  return toImport(row, errors.map(toError));
}

function toError({ row, file, ...error }: { row: number | null; file: string | null; code: string; message: string }) {
  return importErrorSchema.parse({ ...error, ...(row === null ? {} : { row }), ...(file === null ? {} : { file }) });
}

export async function listImports(limit: number): Promise<Import[]> {
  const rows = await db.import.findMany({
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
    select: viewSelect,
  });
  return rows.map((row) => toImport(row, []));
}

const failureSchema = z.object({
  id: z.int(),
  row: z.int().nullable(),
  file: z.string().nullable(),
  message: z.string(),
});
export type Failure = z.infer<typeof failureSchema>;

const FAILURES_PER_PAGE = 2_000;

async function failuresAfter(importId: string, { row, id }: Pick<Failure, "row" | "id">): Promise<Failure[]> {
  const after = row === null ? Prisma.sql`row IS NULL AND id > ${id}` : Prisma.sql`(row, id) > (${row}, ${id})`;
  return queryRows(
    db,
    failureSchema,
    Prisma.sql`
    SELECT id, row, file, message FROM "ImportError" WHERE "importId" = ${importId} AND ${after}
    ORDER BY row, id LIMIT ${FAILURES_PER_PAGE}`,
  );
}

/** In the order of the rows, or of the files where the zip has no sheet. */
export async function* findFailures(importId: string, { hasRows }: { hasRows: boolean }): AsyncGenerator<Failure> {
  let last: Pick<Failure, "row" | "id"> = { row: hasRows ? 0 : null, id: 0 };
  for (;;) {
    const page = await failuresAfter(importId, last);
    yield* page;
    const end = page.at(-1);
    if (!end || page.length < FAILURES_PER_PAGE) return;
    last = end;
  }
}
