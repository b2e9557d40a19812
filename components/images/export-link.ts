import { createLoader, type inferParserType, parseAsBoolean, parseAsNumberLiteral } from "nuqs/server";
import { reviewHref } from "#components/images/review-link.ts";
import { parseAsId, parseWith } from "#components/ui/parse-with.ts";
import type { ExportQuery } from "#lib/schemas/export.ts";
import { variantFilterSchema } from "#lib/schemas/variant.ts";

const MB = 1_000_000;
/** The sizes that a file can be kept below, in MB. */
export const SIZES = [1, 2, 5, 10, 20] as const;

/** What is exported, as the URL has it. */
export const exportParams = {
  jobId: parseAsId,
  variant: parseWith(variantFilterSchema),
  mb: parseAsNumberLiteral(SIZES).withDefault(10),
  failing: parseAsBoolean.withDefault(false),
};
export type ExportParams = inferParserType<typeof exportParams>;

export const loadExportParams = createLoader(exportParams);

/** The query of these parameters. */
export function queryOf({ jobId, variant, mb, failing }: ExportParams): ExportQuery {
  return { jobId: jobId ?? undefined, variant: variant ?? undefined, maxBytes: mb * MB, includeFailing: failing };
}

function search(entries: Record<string, string | undefined>): string {
  const given = Object.entries(entries).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return String(new URLSearchParams(given));
}

/** The page that exports what a review grid shows. */
export const exportHref = (filter: { jobId?: string | undefined; variant?: string | undefined }): string =>
  `/export?${search(filter)}`;

/** Where the zip of a query is. */
export function zipHref({ jobId, variant, maxBytes, includeFailing }: ExportQuery): string {
  const includes = includeFailing ? "true" : undefined;
  return `/api/export/images.zip?${search({ jobId, variant, maxBytes: String(maxBytes), includeFailing: includes })}`;
}

/** Where the results of a job, or of all, are, with the names of a zip of this query. */
export function resultsHref({ jobId, includeFailing }: Pick<ExportQuery, "jobId" | "includeFailing">): string {
  return `/api/export/results.csv?${search({ jobId, includeFailing: includeFailing ? "true" : undefined })}`;
}

/** Where a single image is, as the file that Amazon takes; `maxBytes` unless the server's own choice will do. */
export function fileHref(imageId: string, { maxBytes }: Partial<Pick<ExportQuery, "maxBytes">> = {}): string {
  return `/api/export/images/${imageId}${maxBytes ? `?maxBytes=${maxBytes}` : ""}`;
}

/** The review grid of all images for a product's variant, earlier versions included. `open`: the image to show large. */
export function variantHref(
  { productId, variant }: { productId: string; variant: string },
  open?: string | null,
): string {
  const grid = reviewHref({ productId, variant, decision: "all", versions: "all" });
  return open ? `${grid}&image=${open}` : grid;
}
