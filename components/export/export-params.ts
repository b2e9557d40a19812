import { createLoader, type inferParserType, parseAsBoolean, parseAsNumberLiteral, parseAsString } from "nuqs/server";
import { type ExportQuery, exportQuerySchema } from "#lib/schemas/export.ts";

const MB = 1_000_000;
/** The sizes that a file can be kept below, in MB. */
export const SIZES = [1, 2, 5, 10, 20] as const;

/** What is exported, as the URL has it. */
export const exportParams = {
  jobId: parseAsString,
  slot: parseAsString,
  mb: parseAsNumberLiteral(SIZES).withDefault(10),
  failing: parseAsBoolean.withDefault(false),
};
export type ExportParams = inferParserType<typeof exportParams>;

export const loadExportParams = createLoader(exportParams);

/** The query of these parameters; what the server would not take filters nothing. */
export function queryOf({ jobId, slot, mb, failing }: ExportParams): ExportQuery {
  const rest = { maxBytes: mb * MB, includeFailing: failing ? "true" : "false" };
  const query = exportQuerySchema.safeParse({ ...rest, ...(jobId && { jobId }), ...(slot && { slot }) });
  return query.success ? query.data : exportQuerySchema.parse(rest);
}

function search(entries: Record<string, string | undefined>): string {
  const given = Object.entries(entries).flatMap(([name, value]) => (value ? [[name, value]] : []));
  return String(new URLSearchParams(given));
}

/** The page that exports what a wall shows. */
export const exportHref = (filter: { jobId?: string | undefined; slot?: string | undefined }): string =>
  `/export?${search(filter)}`;

/** Where the zip of a query is. */
export function zipHref({ jobId, slot, maxBytes, includeFailing }: ExportQuery): string {
  const includes = includeFailing ? "true" : undefined;
  return `/api/export/images.zip?${search({ jobId, slot, maxBytes: String(maxBytes), includeFailing: includes })}`;
}

/** Where the results of a job, or of all, are. */
export function resultsHref({ jobId }: Pick<ExportQuery, "jobId">): string {
  return `/api/export/results.csv${jobId ? `?${search({ jobId })}` : ""}`;
}
