import "server-only";
import { db, type Transaction } from "#lib/db/client.ts";

export type NewLink = { row: number; productId: string; variant: string; url: string };
export type Link = NewLink & { id: number; attempts: number };

export async function addLinks(tx: Transaction, importId: string, links: NewLink[]): Promise<void> {
  if (links.length > 0) await tx.importLink.createMany({ data: links.map((link) => ({ importId, ...link })) });
}

/** The next links of an import that may be tried now, in the order of the file; those under way are left out. */
export async function findLinks(importId: string, underWay: number[], limit: number): Promise<Link[]> {
  return (await db()).importLink.findMany({
    where: { importId, nextTryAt: { lte: new Date() }, id: { notIn: underWay } },
    orderBy: { id: "asc" },
    take: limit,
    select: { id: true, row: true, productId: true, variant: true, url: true, attempts: true },
  });
}

/** When the next of an import's links may be tried; null where there is none left. */
export async function findNextTry(importId: string): Promise<Date | null> {
  const { _min } = await (await db()).importLink.aggregate({ where: { importId }, _min: { nextTryAt: true } });
  return _min.nextTryAt;
}

/** Notes a try that failed and when the next one may be. */
export async function putOffLink(id: number, nextTryAt: Date): Promise<void> {
  await (await db()).importLink.updateMany({ where: { id }, data: { attempts: { increment: 1 }, nextTryAt } });
}

/** Takes a link off the list. False where it is off already: then another has dealt with it. */
export async function takeLink(tx: Transaction, id: number): Promise<boolean> {
  return (await tx.importLink.deleteMany({ where: { id } })).count === 1;
}

/** Keeps a product from being deleted until the transaction ends. False where there is none. */
export async function holdProduct(tx: Transaction, id: string): Promise<boolean> {
  return (await tx.$queryRaw<unknown[]>`SELECT id FROM "Product" WHERE id = ${id} FOR KEY SHARE`).length > 0;
}
