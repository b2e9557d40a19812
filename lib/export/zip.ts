import "server-only";
import { makeZip } from "client-zip";
import { pMapIterable } from "p-map";
import { record } from "#lib/db/audit.ts";
import { AppError } from "#lib/errors.ts";
import { makeFile } from "#lib/export/make-file.ts";
import { manifestOf, type Outcome } from "#lib/export/manifest.ts";
import { isSuperseded, type Plan } from "#lib/export/plan.ts";
import { planExport, previewExport } from "#lib/export/preview.ts";
import type { ExportPreview, ExportQuery } from "#lib/schemas/export.ts";
import { store } from "#lib/storage/storage.ts";

/** Files made at once; they are added in order. */
const AT_ONCE = 3;
const NAMED = 5;
/** A streamed zip has no room for a larger count unless it is over 4 GB. */
const MAX_FILES = 65_533;

const SKIP_REASONS = {
  collision: "several approved images for this variant",
  "missing-asin": "the product has no ASIN",
  failing: "a MAIN image that fails its checks or is not checked yet",
  "set-aside": "another approved image is used for this variant",
  "not-selected": "not selected for this variant",
} as const;

type Made = { outcome: Outcome; bytes: Uint8Array | null }[];

const skipped = (images: readonly { id: string }[], why: keyof typeof SKIP_REASONS): Made =>
  images.map(({ id }) => ({ outcome: { imageId: id, file: "", made: SKIP_REASONS[why] }, bytes: null }));

async function makeVariant(plan: Plan, maxBytes: number, signal: AbortSignal): Promise<Made> {
  if (plan.kind === "collision" || plan.kind === "not-selected") return skipped(plan.images, plan.kind);
  if (plan.kind !== "file") return skipped([plan.image], plan.kind);
  const { image, file } = plan;
  const jpeg = await makeFile(image.storageKey, maxBytes, signal);
  if (typeof jpeg === "string") return [{ outcome: { imageId: image.id, file, made: jpeg }, bytes: null }];
  const { bytes, width, height } = jpeg;
  const made = { width, height, bytes: bytes.byteLength, superseded: isSuperseded(image) };
  return [{ outcome: { imageId: image.id, file, made }, bytes }];
}

async function make(plan: Plan, maxBytes: number, signal: AbortSignal): Promise<Made> {
  return [...(await makeVariant(plan, maxBytes, signal)), ...skipped(plan.setAside, "set-aside")];
}

/** When the reader leaves, client-zip throws into the `yield` and nothing more is made. */
async function* entries(query: ExportQuery, signal: AbortSignal) {
  const outcomes: Outcome[] = [];
  const files = pMapIterable(planExport(query), (plan) => make(plan, query.maxBytes, signal), { concurrency: AT_ONCE });
  for await (const made of files) {
    for (const { outcome, bytes } of made) {
      outcomes.push(outcome);
      if (!bytes) continue;
      try {
        yield { name: outcome.file, input: bytes, size: bytes.byteLength };
      } catch {
        return;
      }
    }
  }
  yield { name: "manifest.csv", input: manifestOf(outcomes) };
}

/** Throws the 409 that says why there is no zip. */
export function refuse(preview: ExportPreview): void {
  const { collisionCount, collisions, fileCount, failingCount, missingAsinCount, notSelectedCount } = preview;
  if (collisionCount > 0) {
    const named = collisions.slice(0, NAMED).map(({ asin, variant }) => `${asin}.${variant}`);
    const more = collisionCount > named.length ? ` and ${collisionCount - named.length} more` : "";
    throw new AppError(
      "conflict",
      `More than one approved image for ${named.join(", ")}${more}. Pick one on the Export page, or move one to another variant.`,
    );
  }
  if (fileCount > MAX_FILES)
    throw new AppError(
      "conflict",
      `A zip can have ${MAX_FILES.toLocaleString("en")} files; these are ${fileCount.toLocaleString("en")}. Export them by variant or by job.`,
    );
  if (fileCount > 0) return;
  const left = failingCount + missingAsinCount + notSelectedCount;
  throw new AppError(
    "conflict",
    left > 0
      ? "Nothing to export: the approved images fail their MAIN checks, are not selected, or their products have no ASIN."
      : "No approved images match. Approve images on the Review page first.",
  );
}

/**
 * One JPEG per product and variant, then `manifest.csv`. It is made while it is read: a failing store breaks it off.
 * Throws 409 for conflicts or nothing to export, 404 for an unknown job, `StoreError` if the store is away at the
 * start.
 */
export async function openZip(query: ExportQuery, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const preview = await previewExport(query);
  refuse(preview);
  await store().check();
  const { jobId, fileCount } = { jobId: query.jobId ?? null, fileCount: preview.fileCount };
  await record("export.download", { target: jobId, details: { file: "images.zip", images: fileCount } });
  return makeZip(entries(query, signal));
}
