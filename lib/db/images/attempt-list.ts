import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { cutPage, decodeCursor } from "#lib/db/cursor.ts";
import type { Attempts } from "#lib/schemas/job.ts";

/** Ends of a call that nobody saw: Google may have billed it. For rows without a reserved amount, as no price was known. */
const CUT_OFF = ["STOPPED", "CRASHED", "TIMEOUT", "NETWORK"];

/** The products of images, by the images' ids. An image that was deleted is not there: its attempts outlive it. */
async function findProductsOf(imageIds: string[]) {
  const images = await db.generationTask.findMany({
    where: { id: { in: imageIds } },
    select: {
      id: true,
      productId: true,
      productTitle: true,
      productAsin: true,
      product: { select: { title: true, asin: true } },
    },
  });
  return new Map(
    images.map(({ id, productId, product, productTitle, productAsin }) => {
      const asin = product ? product.asin : productAsin;
      return [id, { productId, title: product?.title ?? productTitle ?? "", asin }];
    }),
  );
}

/** Those that have ended, newest first. */
export async function listAttempts(
  jobId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Attempts> {
  const before = cursor ? decodeCursor(cursor, z.int32().positive()) : null;
  const found = await db.generationAttempt.findMany({
    where: { jobId, code: { not: null }, ...(before === null ? {} : { id: { lt: before } }) },
    orderBy: { id: "desc" },
    take: limit + 1,
    select: {
      id: true,
      imageId: true,
      code: true,
      message: true,
      counted: true,
      called: true,
      startedAt: true,
      callMs: true,
      reservedMicros: true,
      costMicros: true,
    },
  });
  const { rows, nextCursor } = cutPage(found, limit, (last) => last.id);
  const products = await findProductsOf(rows.map(({ imageId }) => imageId));
  return {
    attempts: rows.map(({ startedAt, code, called, reservedMicros, costMicros, ...attempt }) => ({
      ...attempt,
      code: code ?? "",
      called,
      maybeBilled: called && (reservedMicros !== null || (costMicros === null && CUT_OFF.includes(code ?? ""))),
      ...(products.get(attempt.imageId) ?? { productId: null, title: "Deleted image", asin: null }),
      startedAt: startedAt.toISOString(),
    })),
    nextCursor,
  };
}
