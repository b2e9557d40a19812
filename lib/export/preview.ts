import "server-only";
import { type Approved, approvedImages } from "#lib/db/images/export.ts";
import { jobExists } from "#lib/db/jobs/read.ts";
import { notFound } from "#lib/errors.ts";
import { byVariant, isSuperseded, type Plan, planVariant } from "#lib/export/plan.ts";
import {
  type ExportEntry,
  type ExportImage,
  type ExportPreview,
  type ExportQuery,
  MAX_LISTED,
} from "#lib/schemas/export.ts";
import { fileUrl, thumbnailKey } from "#lib/storage/keys.ts";

type Scope = Pick<ExportQuery, "jobId" | "variant" | "includeFailing">;

export async function* planExport(scope: Scope, productIds?: string[]): AsyncGenerator<Plan> {
  const images = approvedImages(productIds ? { ...scope, productIds } : scope);
  for await (const variant of byVariant(images)) yield planVariant(variant, scope);
}

function toImage(image: Approved): ExportImage {
  const { id, storageKey, verdict, currentVersionId } = image;
  const thumbnailUrl = fileUrl(thumbnailKey(storageKey));
  return { imageId: id, thumbnailUrl, verdict, superseded: isSuperseded(image), currentVersionId };
}

function toEntry(image: Approved): ExportEntry {
  const { productId, title, asin, variant } = image;
  return { productId, title, asin, variant, ...toImage(image) };
}

function add<Entry>(list: Entry[], entry: Entry): void {
  if (list.length < MAX_LISTED) list.push(entry);
}

function countSuperseded(preview: ExportPreview, image: Approved): void {
  if (!isSuperseded(image)) return;
  preview.supersededCount++;
  add(preview.superseded, toEntry(image));
}

function count(preview: ExportPreview, plan: Plan): void {
  if (plan.kind === "file") {
    preview.fileCount++;
    add(preview.files, { ...toEntry(plan.image), file: plan.file });
    countSuperseded(preview, plan.image);
  } else if (plan.kind === "collision") {
    const { productId, title, asin, variant } = plan.images[0];
    preview.collisionCount++;
    add(preview.collisions, { productId, title, asin, variant, images: plan.images.map(toImage) });
  } else if (plan.kind === "missing-asin") {
    preview.missingAsinCount++;
    add(preview.missingAsins, toEntry(plan.image));
  } else if (plan.kind === "failing") {
    preview.failingCount++;
    add(preview.failing, toEntry(plan.image));
    countSuperseded(preview, plan.image);
  } else {
    preview.notSelectedCount += plan.images.length;
    for (const image of plan.images) add(preview.notSelected, toEntry(image));
  }
}

/** Throws 404 for an unknown job. */
export async function previewExport(query: ExportQuery): Promise<ExportPreview> {
  if (query.jobId && !(await jobExists(query.jobId))) throw notFound("job");
  const preview: ExportPreview = {
    fileCount: 0,
    files: [],
    collisionCount: 0,
    collisions: [],
    missingAsinCount: 0,
    missingAsins: [],
    failingCount: 0,
    failing: [],
    supersededCount: 0,
    superseded: [],
    notSelectedCount: 0,
    notSelected: [],
  };
  for await (const plan of planExport(query)) count(preview, plan);
  return preview;
}
