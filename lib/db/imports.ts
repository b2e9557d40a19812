import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { type Column, columnsSchema, type ImportRowError, type ImportStatus } from "#lib/schemas/import.ts";

const UNENDED: ImportStatus[] = ["DRAFT", "QUEUED", "PROCESSING"];

/** What an import did, to be added to its counters. */
export type ImportCounts = {
  productsCreated: number;
  productsUpdated: number;
  imagesAdded: number;
  imagesUnchanged: number;
  imagesPending: number;
  errorCount: number;
};

export const NOTHING_DONE: ImportCounts = {
  productsCreated: 0,
  productsUpdated: 0,
  imagesAdded: 0,
  imagesUnchanged: 0,
  imagesPending: 0,
  errorCount: 0,
};

type NewImport = { id: string; fileName: string; bytes: number; messageId: string | null };

/** Writes an import: to be started by a person where no message works on it yet. */
export async function createImport(tx: Transaction, { bytes, messageId, ...fields }: NewImport): Promise<void> {
  const status = messageId === null ? "DRAFT" : "QUEUED";
  await tx.import.create({ data: { ...fields, bytes: BigInt(bytes), messageId, status } });
}

/** How far an import has come, without its errors; null where it does not exist. */
export async function findProgress(id: string): Promise<{ status: ImportStatus; hasLinks: boolean } | null> {
  return (await db()).import.findUnique({ where: { id }, select: { status: true, hasLinks: true } });
}

/** What a worker needs to go on with an import. */
export type ImportWork = {
  id: string;
  status: ImportStatus;
  columns: Column[] | null;
  rowsTotal: number;
  rowsDone: number;
  errorCount: number;
};

/** An import to be worked on; null where it does not exist. */
export async function findWork(id: string): Promise<ImportWork | null> {
  const row = await (await db()).import.findUnique({
    where: { id },
    select: { id: true, status: true, columns: true, rowsTotal: true, rowsDone: true, errorCount: true },
  });
  return row && { ...row, columns: row.columns === null ? null : columnsSchema.parse(row.columns) };
}

/** Notes that work on an import has begun. */
export async function beginImport(id: string): Promise<void> {
  await (await db()).import.updateMany({
    where: { id, status: "QUEUED" },
    data: { status: "PROCESSING", startedAt: new Date() },
  });
}

export async function saveRowsTotal(id: string, rowsTotal: number): Promise<void> {
  await (await db()).import.updateMany({ where: { id, status: "PROCESSING" }, data: { rowsTotal } });
}

function additions(counts: ImportCounts): Prisma.ImportUpdateManyMutationInput {
  return {
    productsCreated: { increment: counts.productsCreated },
    productsUpdated: { increment: counts.productsUpdated },
    imagesAdded: { increment: counts.imagesAdded },
    imagesUnchanged: { increment: counts.imagesUnchanged },
    imagesPending: { increment: counts.imagesPending },
    errorCount: { increment: counts.errorCount },
  };
}

/** Moves an import on by a batch of rows. False where it is no longer there or no longer at `from`: then it is another's work. */
export async function advanceImport(
  tx: Transaction,
  id: string,
  rows: { from: number; to: number },
  counts: ImportCounts,
): Promise<boolean> {
  const { count } = await tx.import.updateMany({
    where: { id, status: "PROCESSING", rowsDone: rows.from },
    data: { ...additions(counts), rowsDone: rows.to, ...(counts.imagesPending > 0 ? { hasLinks: true } : {}) },
  });
  return count === 1;
}

/** Adds to an import's counters what came of one link. */
export async function countLink(tx: Transaction, id: string, counts: Partial<ImportCounts>): Promise<void> {
  await tx.import.update({ where: { id }, data: additions({ ...NOTHING_DONE, ...counts, imagesPending: -1 }) });
}

export async function addImportErrors(tx: Transaction, importId: string, errors: ImportRowError[]): Promise<void> {
  if (errors.length > 0) await tx.importError.createMany({ data: errors.map((error) => ({ importId, ...error })) });
}

/** What an import did so far to those of the products that it has met. */
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

/** Ends an import that has not ended, with what it only needed under way. False where it had ended already. */
export async function endImport(
  tx: Transaction,
  id: string,
  end: { status: "COMPLETED" | "FAILED" | "CANCELLED"; message?: string; hasFailedRows?: boolean },
): Promise<boolean> {
  const { count } = await tx.import.updateMany({
    where: { id, status: { in: UNENDED } },
    data: { ...end, imagesPending: 0, finishedAt: new Date() },
  });
  if (count === 0) return false;
  await tx.importProduct.deleteMany({ where: { importId: id } });
  await tx.importLink.deleteMany({ where: { importId: id } });
  return true;
}

/** Lets a draft begin: with the message that works on it, and what its columns mean. False where it is no draft. */
export async function startDraft(
  tx: Transaction,
  id: string,
  { messageId, columns }: { messageId: string; columns: Column[] | null },
): Promise<boolean> {
  const { count } = await tx.import.updateMany({
    where: { id, status: "DRAFT" },
    data: { status: "QUEUED", messageId, columns: columns ?? Prisma.DbNull },
  });
  return count === 1;
}

/** The bytes of all files whose import has not ended. */
export async function countWaitingBytes(): Promise<number> {
  const { _sum } = await (await db()).import.aggregate({
    where: { status: { in: UNENDED } },
    _sum: { bytes: true },
  });
  return Number(_sum.bytes ?? 0n);
}

/** The drafts that nobody started until `before`. */
export async function findForgottenDrafts(before: Date): Promise<string[]> {
  const rows = await (await db()).import.findMany({
    where: { status: "DRAFT", createdAt: { lt: before } },
    select: { id: true },
    take: 100,
  });
  return rows.map(({ id }) => id);
}
