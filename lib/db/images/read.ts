import "server-only";
import { db } from "#lib/db/client.ts";
import { cutPage, decodeCursor } from "#lib/db/cursor.ts";
import { imageSelect, toImage } from "#lib/db/image-view.ts";
import type { GeneratedImage, ImageStatus, JobImages } from "#lib/schemas/image.ts";
import { idSchema } from "#lib/schemas/text.ts";

/** One image; null where it does not exist. */
export async function findImage(id: string): Promise<GeneratedImage | null> {
  const row = await (await db()).generatedImage.findUnique({ where: { id }, select: imageSelect });
  return row && toImage(row);
}

/** Is there an image of this id? */
export async function imageExists(id: string): Promise<boolean> {
  return (await (await db()).generatedImage.count({ where: { id } })) > 0;
}

/** All versions of an image, itself among them, oldest first; none where it does not exist. */
export async function findVersions(id: string): Promise<GeneratedImage[]> {
  const images = (await db()).generatedImage;
  const image = await images.findUnique({ where: { id }, select: { chainId: true } });
  if (!image) return [];
  const rows = await images.findMany({
    where: { chainId: image.chainId },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
    select: imageSelect,
  });
  return rows.map(toImage);
}

/** One page of a job's images, in the order of their products in the request. */
export async function listJobImages(
  jobId: string,
  query: { status?: ImageStatus | undefined; cursor?: string | undefined; limit: number },
): Promise<JobImages> {
  const after = query.cursor ? decodeCursor(query.cursor, idSchema) : null;
  const found = await (await db()).generatedImage.findMany({
    where: { jobId, ...(query.status ? { status: query.status } : {}), ...(after ? { id: { gt: after } } : {}) },
    orderBy: { id: "asc" },
    take: query.limit + 1,
    select: imageSelect,
  });
  const { rows, nextCursor } = cutPage(found, query.limit, (last) => last.id);
  return { images: rows.map(toImage), nextCursor };
}

/** How many images wait for a worker and how many are in the hands of one. */
export async function countUnended(): Promise<{ waiting: number; active: number }> {
  const images = (await db()).generatedImage;
  const [waiting, active] = await Promise.all([
    images.count({ where: { status: "QUEUED" } }),
    images.count({ where: { status: "GENERATING" } }),
  ]);
  return { waiting, active };
}
