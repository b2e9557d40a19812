import "server-only";
import { type Approved, approvedImages, findUncheckedMain } from "#lib/db/export-images.ts";
import { jobExists } from "#lib/db/jobs.ts";
import { bySlot, type Plan, planSlot } from "#lib/export/plan.ts";
import { notFound } from "#lib/http/read.ts";
import { checkNow } from "#lib/review/check-image.ts";
import {
  type ExportEntry,
  type ExportImage,
  type ExportPreview,
  type ExportQuery,
  MAX_LISTED,
} from "#lib/schemas/export.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

/** So many images that were not checked yet are checked first; more than that are left out until they were. */
const CHECKED_NOW = 50;

/** What becomes of each product's slot, in order. */
export async function* planExport(query: ExportQuery): AsyncGenerator<Plan> {
  for await (const images of bySlot(approvedImages(query))) yield planSlot(images, query);
}

function toImage({ id, storageKey, verdict }: Approved): ExportImage {
  return { imageId: id, thumbnailUrl: fileUrl(thumbnailKey(storageKey)), verdict };
}

function toEntry(image: Approved): ExportEntry {
  const { productId, title, asin, slot } = image;
  return { productId, title, asin, slot, ...toImage(image) };
}

function add<Entry>(list: Entry[], entry: Entry): void {
  if (list.length < MAX_LISTED) list.push(entry);
}

function count(preview: ExportPreview, plan: Plan): void {
  if (plan.kind === "file") {
    preview.fileCount++;
    add(preview.files, { ...toEntry(plan.image), file: plan.file });
  } else if (plan.kind === "collision") {
    const { productId, title, asin, slot } = plan.images[0];
    preview.collisionCount++;
    add(preview.collisions, { productId, title, asin, slot, images: plan.images.map(toImage) });
  } else if (plan.kind === "missing-asin") {
    preview.missingAsinCount++;
    add(preview.missingAsins, toEntry(plan.image));
  } else {
    preview.failingCount++;
    add(preview.failing, toEntry(plan.image));
  }
}

/** What a zip would hold. Checks up to 50 MAIN images that were not checked yet. Throws 404 for an unknown job. */
export async function previewExport(query: ExportQuery): Promise<ExportPreview> {
  if (query.jobId && !(await jobExists(query.jobId))) throw notFound("job");
  if (!query.includeFailing) await checkNow(await findUncheckedMain(query, CHECKED_NOW));
  const preview: ExportPreview = {
    fileCount: 0,
    files: [],
    collisionCount: 0,
    collisions: [],
    missingAsinCount: 0,
    missingAsins: [],
    failingCount: 0,
    failing: [],
  };
  for await (const plan of planExport(query)) count(preview, plan);
  return preview;
}
