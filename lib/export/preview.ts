import "server-only";
import { type Approved, approvedImages } from "#lib/db/images/export.ts";
import { countPlans, type PlanCount } from "#lib/db/images/export-counts.ts";
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

const variantsOf = (counts: PlanCount[]) => counts.reduce((sum, { variants }) => sum + variants, 0);

function listSuperseded(preview: ExportPreview, image: Approved): void {
  if (isSuperseded(image)) add(preview.superseded, toEntry(image));
}

function list(preview: ExportPreview, plan: Plan): void {
  if (plan.kind === "file") {
    add(preview.files, { ...toEntry(plan.image), file: plan.file });
    listSuperseded(preview, plan.image);
  } else if (plan.kind === "collision") {
    const { productId, title, asin, variant } = plan.images[0];
    add(preview.collisions, { productId, title, asin, variant, images: plan.images.map(toImage) });
  } else if (plan.kind === "missing-asin") {
    add(preview.missingAsins, toEntry(plan.image));
  } else if (plan.kind === "failing") {
    add(preview.failing, toEntry(plan.image));
    listSuperseded(preview, plan.image);
  } else {
    for (const image of plan.images) add(preview.notSelected, toEntry(image));
  }
}

/** Throws 404 for an unknown job. */
export async function previewExport(query: ExportQuery): Promise<ExportPreview> {
  if (query.jobId && !(await jobExists(query.jobId))) throw notFound("job");
  const counts = await countPlans(query, MAX_LISTED);
  const ofKind = (kind: Plan["kind"]) => counts.filter((count) => count.kind === kind);
  const superseded = [...ofKind("file"), ...ofKind("failing")].filter((count) => count.superseded);
  const preview: ExportPreview = {
    fileCount: variantsOf(ofKind("file")),
    files: [],
    collisionCount: variantsOf(ofKind("collision")),
    collisions: [],
    missingAsinCount: variantsOf(ofKind("missing-asin")),
    missingAsins: [],
    failingCount: variantsOf(ofKind("failing")),
    failing: [],
    supersededCount: variantsOf(superseded),
    superseded: [],
    notSelectedCount: ofKind("not-selected").reduce((sum, { images }) => sum + images, 0),
    notSelected: [],
  };
  const productIds = new Set(counts.flatMap((count) => count.productIds));
  // Their other variants are planned too: a list that is full takes no more.
  for await (const plan of planExport(query, [...productIds])) list(preview, plan);
  return preview;
}
