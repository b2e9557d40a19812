import "server-only";
import { z } from "zod";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import {
  type Corrections,
  columnsSchema,
  encodingSchema,
  type ImportRowError,
  type ImportStatus,
  importStatusSchema,
} from "#lib/schemas/import.ts";

const UNFINISHED: ImportStatus[] = ["DRAFT", "QUEUED", "PROCESSING"];

export type ImportCounts = {
  productsCreated: number;
  productsUpdated: number;
  imagesAdded: number;
  imagesUnchanged: number;
  imagesPending: number;
  errorCount: number;
  storedBytes: number;
};

export const NOTHING_DONE: ImportCounts = {
  productsCreated: 0,
  productsUpdated: 0,
  imagesAdded: 0,
  imagesUnchanged: 0,
  imagesPending: 0,
  errorCount: 0,
  storedBytes: 0,
};

type NewImport = {
  id: string;
  fileName: string;
  bytes: number;
  messageId: string | null;
  createdBy: string | null;
  createdById: string | null;
};

export async function createImport(tx: Transaction, { bytes, messageId, ...fields }: NewImport): Promise<void> {
  const status = messageId === null ? "DRAFT" : "QUEUED";
  await tx.import.create({ data: { ...fields, bytes: BigInt(bytes), messageId, status } });
}

export async function findProgress(
  id: string,
): Promise<{ status: ImportStatus; hasLinks: boolean; rowsDone: number } | null> {
  return db.import.findUnique({ where: { id }, select: { status: true, hasLinks: true, rowsDone: true } });
}

export type ImportWork = Corrections & {
  id: string;
  status: ImportStatus;
  rowsTotal: number;
  rowsDone: number;
  errorCount: number;
  storedBytes: bigint;
};

const workSelect = {
  id: true,
  status: true,
  columns: true,
  encoding: true,
  rowsTotal: true,
  rowsDone: true,
  errorCount: true,
  storedBytes: true,
} satisfies Prisma.ImportSelect;

export async function findWork(id: string): Promise<ImportWork | null> {
  const row = await db.import.findUnique({ where: { id }, select: workSelect });
  if (!row) return null;
  const { columns, encoding, ...work } = row;
  return {
    ...work,
    columns: columns === null ? undefined : columnsSchema.parse(columns),
    encoding: encoding === null ? undefined : encodingSchema.parse(encoding),
  };
}

export async function beginImport(id: string): Promise<void> {
  await db.import.updateMany({
    where: { id, status: "QUEUED" },
    data: { status: "PROCESSING", startedAt: new Date() },
  });
}

export async function saveRowsTotal(id: string, rowsTotal: number): Promise<void> {
  await db.import.updateMany({ where: { id, status: "PROCESSING" }, data: { rowsTotal } });
}

function additions(counts: ImportCounts): Prisma.ImportUpdateManyMutationInput {
  return {
    productsCreated: { increment: counts.productsCreated },
    productsUpdated: { increment: counts.productsUpdated },
    imagesAdded: { increment: counts.imagesAdded },
    imagesUnchanged: { increment: counts.imagesUnchanged },
    imagesPending: { increment: counts.imagesPending },
    errorCount: { increment: counts.errorCount },
    storedBytes: { increment: BigInt(counts.storedBytes) },
  };
}

/**
 * Keeps it from being ended or moved on by others until the transaction ends. Whoever changes an import together with its links
 * or products begins with this, so that no two wait for each other.
 */
export async function holdImport(tx: Transaction, id: string) {
  const schema = z.object({ status: importStatusSchema, rowsDone: z.int() });
  const sql = Prisma.sql`SELECT status, "rowsDone" FROM "Import" WHERE id = ${id} FOR NO KEY UPDATE`;
  return (await queryRows(tx, schema, sql))[0] ?? null;
}

/** `rowsDone`: lines of its file. In a careful reading what failed before is not over yet. */
export async function advanceImport(
  tx: Transaction,
  id: string,
  { rowsDone, careful }: { rowsDone: number; careful: boolean },
  counts: ImportCounts,
): Promise<void> {
  const links = counts.imagesPending > 0 ? { hasLinks: true } : {};
  const failures = careful ? {} : { failures: 0 };
  await tx.import.update({ where: { id }, data: { ...additions(counts), ...links, ...failures, rowsDone } });
}

/** Links that were fetched since a process died after which its death is not blamed on one of those left. */
const LINKS_BETWEEN_CRASHES = 60;

/**
 * Counts the process that had its message before this delivery, once per delivery. Returns how often that happened at this
 * place.
 */
export async function countCrash(id: string, delivery: string): Promise<number> {
  const [row] = await queryRows(
    db,
    z.object({ failures: z.int() }),
    Prisma.sql`
    WITH counted AS (
      UPDATE "Import" SET "lastCrash" = ${delivery}, "pendingAtCrash" = "imagesPending",
        failures = CASE WHEN "pendingAtCrash" - "imagesPending" > ${LINKS_BETWEEN_CRASHES}::int THEN 1 ELSE failures + 1 END
      WHERE id = ${id} AND "lastCrash" IS DISTINCT FROM ${delivery}
      RETURNING failures
    )
    SELECT failures FROM counted UNION ALL
    SELECT failures FROM "Import" WHERE id = ${id} AND NOT EXISTS (SELECT FROM counted)`,
  );
  return row?.failures ?? 0;
}

/** Counts that a worker failed on an import; returns how often that happened at this place. */
export async function countFailure(id: string): Promise<number> {
  const [row] = await db.import.updateManyAndReturn({
    where: { id },
    data: { failures: { increment: 1 } },
    select: { failures: true },
  });
  return row?.failures ?? 0;
}

export async function countLink(tx: Transaction, id: string, counts: Partial<ImportCounts>): Promise<void> {
  await tx.import.update({ where: { id }, data: additions({ ...NOTHING_DONE, ...counts, imagesPending: -1 }) });
}

/** One array per column: thousands of rows as values take much memory. */
export async function addImportErrors(tx: Transaction, importId: string, errors: ImportRowError[]): Promise<void> {
  if (errors.length === 0) return;
  const rows = errors.map(({ row }) => row ?? null);
  const files = errors.map(({ file }) => file ?? null);
  const codes = errors.map(({ code }) => code);
  const messages = errors.map(({ message }) => message);
  await tx.$executeRaw`
    INSERT INTO "ImportError" ("importId", row, file, code, message)
    SELECT ${importId}, * FROM unnest(${rows}::int[], ${files}::text[], ${codes}::text[], ${messages}::text[])`;
}

export async function findEffects(tx: Transaction, importId: string, productIds: string[]) {
  const rows = await tx.importProduct.findMany({ where: { importId, productId: { in: productIds } } });
  return new Map(rows.map(({ productId, effect }) => [productId, effect]));
}

export async function saveEffects(
  tx: Transaction,
  importId: string,
  effects: { productId: string; effect: string }[],
): Promise<void> {
  if (effects.length === 0) return;
  const productIds = effects.map(({ productId }) => productId);
  const names = effects.map(({ effect }) => effect);
  await tx.$executeRaw`
    INSERT INTO "ImportProduct" ("importId", "productId", effect)
    SELECT ${importId}, * FROM unnest(${productIds}::text[], ${names}::text[])
    ON CONFLICT ("importId", "productId") DO UPDATE SET effect = excluded.effect`;
}

export type ImportEnd = {
  status: "COMPLETED" | "FAILED" | "CANCELLED";
  message?: string;
  hasFailedRows?: boolean;
};

export async function endImport(tx: Transaction, id: string, end: ImportEnd): Promise<void> {
  await tx.import.update({ where: { id }, data: { ...end, imagesPending: 0, finishedAt: new Date() } });
  await tx.importProduct.deleteMany({ where: { importId: id } });
  await tx.importLink.deleteMany({ where: { importId: id } });
}

/** Lets a draft begin: with the message that works on it, and what a person corrected. False where it is no draft. */
export async function startDraft(
  tx: Transaction,
  id: string,
  { messageId, columns, encoding }: { messageId: string } & Corrections,
): Promise<boolean> {
  const { count } = await tx.import.updateMany({
    where: { id, status: "DRAFT" },
    data: { status: "QUEUED", messageId, columns: columns ?? Prisma.DbNull, encoding: encoding ?? null },
  });
  return count === 1;
}

export async function countWaitingBytes(tx: Transaction): Promise<number> {
  const { _sum } = await tx.import.aggregate({
    where: { status: { in: UNFINISHED } },
    _sum: { bytes: true },
  });
  return Number(_sum.bytes ?? 0n);
}

// Any number that nothing else locks.
const BUDGET_LOCK = 46_020_011;

/** Lets one transaction at a time find out what room there is for a file and take it. */
export async function lockBudget(tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${BUDGET_LOCK})`;
}

export async function findForgottenDrafts(before: Date): Promise<string[]> {
  const rows = await db.import.findMany({
    where: { status: "DRAFT", createdAt: { lt: before } },
    select: { id: true },
    take: 100,
  });
  return rows.map(({ id }) => id);
}
