import { createLoader, type inferParserType, parseAsBoolean, parseAsNumberLiteral } from "nuqs/server";
import { reviewHref } from "#components/images/review-link.ts";
import { parseAsId, parseWith } from "#components/ui/parse-with.ts";
import type { ExportQuery } from "#lib/schemas/export.ts";
import { readVariant } from "#lib/schemas/url-values.ts";

const MB = 1_000_000;
/** MB */
export const SIZES = [1, 2, 5, 10, 20] as const;

export const exportParams = {
  jobId: parseAsId,
  variant: parseWith(readVariant),
  mb: parseAsNumberLiteral(SIZES).withDefault(10),
  failing: parseAsBoolean.withDefault(false),
};
export type ExportParams = inferParserType<typeof exportParams>;

export const loadExportParams = createLoader(exportParams);

export function queryOf({ jobId, variant, mb, failing }: ExportParams): ExportQuery {
  return { jobId: jobId ?? undefined, variant: variant ?? undefined, maxBytes: mb * MB, includeFailing: failing };
}

function search(entries: Record<string, string | undefined>): string {
  const given = Object.entries(entries).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return String(new URLSearchParams(given));
}

export const exportHref = (filter: { jobId?: string | undefined; variant?: string | undefined }): string =>
  `/export?${search(filter)}`;

export function zipHref({ jobId, variant, maxBytes, includeFailing }: ExportQuery): string {
  const includes = includeFailing ? "true" : undefined;
  return `/api/export/images.zip?${search({ jobId, variant, maxBytes: String(maxBytes), includeFailing: includes })}`;
}

export function resultsHref({ jobId, includeFailing }: Pick<ExportQuery, "jobId" | "includeFailing">): string {
  return `/api/export/results.csv?${search({ jobId, includeFailing: includeFailing ? "true" : undefined })}`;
}

/** `maxBytes` is set only if it differs from the server's default. */
export function fileHref(imageId: string, { maxBytes }: Partial<Pick<ExportQuery, "maxBytes">> = {}): string {
  return `/api/export/images/${imageId}${maxBytes ? `?maxBytes=${maxBytes}` : ""}`;
}

export function variantHref(
  { productId, variant }: { productId: string; variant: string },
  open?: string | null,
): string {
  const grid = reviewHref({ productId, variant, decision: "all", versions: "all" });
  return open ? `${grid}&image=${open}` : grid;
}
