import "server-only";
import { randomUUIDv7 } from "node:crypto";
import type { Transaction } from "#lib/db/client.ts";
import type { StoredImage } from "#lib/db/image-work.ts";

/** An image as those who make versions of it see it. */
export type Version = {
  id: string;
  productId: string | null;
  sourceImageId: string | null;
  jobId: string | null;
  originJobId: string | null;
  chainId: string;
  targetSlot: string;
  status: string;
  storageKey: string | null;
  prompt: string;
  model: string;
};

/** Takes an image for this transaction alone; null where there is none. Its job's row first, as everywhere. */
export async function lockImage(tx: Transaction, id: string): Promise<Version | null> {
  await tx.$queryRaw`
    SELECT id FROM "GenerationJob" WHERE id = (SELECT "jobId" FROM "GeneratedImage" WHERE id = ${id}) FOR NO KEY UPDATE`;
  const [image] = await tx.$queryRaw<Version[]>`
    SELECT id, "productId", "sourceImageId", "jobId", "originJobId", "chainId", "targetSlot", status::text AS status,
      "storageKey", prompt, model
    FROM "GeneratedImage" WHERE id = ${id} FOR UPDATE`;
  return image ?? null;
}

export type NewTry = {
  prompt: string;
  model: string;
  note: string;
  fromResult: boolean;
  messageId: string;
};

/** Writes a further try at an image, which waits for its message. It does not count before it is made. Returns its id. */
export async function insertTry(tx: Transaction, parent: Version, facts: NewTry): Promise<string> {
  const id = randomUUIDv7();
  const { productId, sourceImageId, originJobId, chainId, targetSlot } = parent;
  const inherited = { productId, sourceImageId, originJobId, chainId, targetSlot, parentImageId: parent.id };
  await tx.generatedImage.create({ data: { id, ...inherited, ...facts, isCurrent: false }, select: { id: true } });
  return id;
}

/** A fix that waits for its message. */
export type WaitingFix = { id: string; messageId: string };

/** Writes a fixed version of each finished image, but where one is being made already. They don't count before they are made. */
export async function insertFixes(tx: Transaction, parentIds: string[]): Promise<WaitingFix[]> {
  await tx.$queryRaw`SELECT id FROM "GeneratedImage" WHERE id = ANY(${parentIds}::text[]) ORDER BY id FOR UPDATE`;
  const ids = parentIds.map(() => randomUUIDv7());
  return tx.$queryRaw<WaitingFix[]>`
    INSERT INTO "GeneratedImage" (id, "messageId", "parentImageId", "productId", "sourceImageId", "originJobId", "chainId",
      "targetSlot", prompt, model, origin, "isCurrent", "updatedAt")
    SELECT fix.id, gen_random_uuid(), p.id, p."productId", p."sourceImageId", p."originJobId", p."chainId",
      p."targetSlot", p.prompt, p.model, 'FIX', false, now()
    FROM unnest(${ids}::text[], ${parentIds}::text[]) AS fix (id, "parentId") JOIN "GeneratedImage" p ON p.id = fix."parentId"
    WHERE p.status = 'COMPLETED' AND p."storageKey" IS NOT NULL AND NOT EXISTS (
      SELECT FROM "GeneratedImage" f
      WHERE f."parentImageId" = p.id AND f.origin = 'FIX' AND f.status IN ('QUEUED', 'GENERATING'))
    RETURNING id, "messageId"::text AS "messageId"`;
}

/** The fix that is being made of an image; null where there is none. */
export async function findPendingFix(tx: Transaction, parentImageId: string): Promise<string | null> {
  const status = { in: ["QUEUED" as const, "GENERATING" as const] };
  const pending = await tx.generatedImage.findFirst({
    where: { parentImageId, origin: "FIX", status },
    select: { id: true },
  });
  return pending?.id ?? null;
}

/** Makes a version the one that counts among those of its first image. */
export async function takeOver(tx: Transaction, id: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GeneratedImage" SET "isCurrent" = (id = ${id}), "updatedAt" = now()
    WHERE "chainId" = (SELECT "chainId" FROM "GeneratedImage" WHERE id = ${id}) AND "isCurrent" <> (id = ${id})`;
}

/** Makes an image the one that counts for its product and slot, and among its own versions. Those not made yet stay candidates. */
export async function choose(tx: Transaction, { id, productId, targetSlot, chainId }: Version): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GeneratedImage" SET "isCurrent" = (id = ${id}), "updatedAt" = now()
    WHERE ("productId" = ${productId} AND "targetSlot" = ${targetSlot} OR "chainId" = ${chainId})
      AND status = 'COMPLETED' AND "isCurrent" <> (id = ${id})`;
}

/** Makes an image not count. */
export async function dismiss(tx: Transaction, id: string): Promise<void> {
  await tx.generatedImage.update({ where: { id }, data: { isCurrent: false }, select: { id: true } });
}

/** Moves an image to another slot, for which it is to be checked anew. */
export async function moveToSlot(tx: Transaction, id: string, targetSlot: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE "GeneratedImage" SET "targetSlot" = ${targetSlot}, checks = NULL, verdict = NULL, flags = '{}', "updatedAt" = now()
    WHERE id = ${id}`;
}

/** What a fix is made of; null where it has been taken away from this message, or was made. */
export type FixWork = { id: string; targetSlot: string; parentKey: string | null };

/** Takes up a fix by its message. */
export async function claimFix(tx: Transaction, id: string, messageId: string): Promise<FixWork | null> {
  const [work] = await tx.$queryRaw<FixWork[]>`
    UPDATE "GeneratedImage" i SET status = 'GENERATING', claims = claims + 1, "updatedAt" = now()
    WHERE i.id = ${id} AND i."messageId" = ${messageId}::uuid AND i.origin = 'FIX' AND i.status IN ('QUEUED', 'GENERATING')
    RETURNING i.id, i."targetSlot",
      (SELECT "storageKey" FROM "GeneratedImage" p WHERE p.id = i."parentImageId") AS "parentKey"`;
  return work ?? null;
}

/** Ends a fix well: it is made, counts from now on, and its product has one image more. */
export async function completeFix(tx: Transaction, id: string, stored: StoredImage): Promise<boolean> {
  const { count } = await tx.generatedImage.updateMany({
    where: { id, status: "GENERATING" },
    data: { status: "COMPLETED", endedAt: new Date(), ...stored },
  });
  if (count === 0) return false;
  await takeOver(tx, id);
  await tx.$executeRaw`
    UPDATE "Product" SET "generatedCount" = "generatedCount" + 1, "lastGeneratedAt" = now()
    WHERE id = (SELECT "productId" FROM "GeneratedImage" WHERE id = ${id})`;
  return true;
}

/** Ends a fix with the reason why there is none. */
export async function failFix(tx: Transaction, id: string, code: string, message: string): Promise<void> {
  await tx.generatedImage.updateMany({
    where: { id, status: "GENERATING" },
    data: { status: "FAILED", endedAt: new Date(), errorCode: code, errorMessage: message },
  });
}
