import "server-only";
import { z } from "zod";
import { db } from "#lib/db/client.ts";
import { cutPage, decodeCursor } from "#lib/db/cursor.ts";
import type { Attempts } from "#lib/schemas/job.ts";

/** Ends of a call that nobody saw: Google may have billed it. */
const MAYBE_BILLED = ["STOPPED", "CRASHED"];

/** One page of the attempts at a job's images that have ended, newest first. */
export async function listAttempts(
  jobId: string,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<Attempts> {
  const before = cursor ? decodeCursor(cursor, z.int32().positive()) : null;
  const found = await (await db()).generationAttempt.findMany({
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
      image: {
        select: {
          productId: true,
          productTitle: true,
          productAsin: true,
          product: { select: { title: true, asin: true } },
        },
      },
    },
  });
  const { rows, nextCursor } = cutPage(found, limit, (last) => last.id);
  return {
    attempts: rows.map(({ image, startedAt, code, called, ...attempt }) => ({
      ...attempt,
      code: code ?? "",
      called,
      maybeBilled: called && code !== null && MAYBE_BILLED.includes(code),
      productId: image.productId,
      title: image.product?.title ?? image.productTitle ?? "",
      asin: image.product ? image.product.asin : image.productAsin,
      startedAt: startedAt.toISOString(),
    })),
    nextCursor,
  };
}
