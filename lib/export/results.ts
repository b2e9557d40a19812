import "server-only";
import { Readable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import { listResults, type Result } from "#lib/db/export-results.ts";
import { jobExists } from "#lib/db/jobs.ts";
import { CSV_OPTIONS } from "#lib/export/csv.ts";
import { fileName } from "#lib/export/plan.ts";
import { notFound } from "#lib/http/read.ts";
import { fileUrl } from "#lib/storage/keys.ts";

const BATCH = 200;
/** As in a catalogue that is imported, then the outcome. */
const COLUMNS = [
  "sku",
  "asin",
  "title",
  "category",
  "variant",
  "image",
  "status",
  "error",
  "decision",
  "note",
  "target slot",
  "verdict",
  "file",
  "image id",
];

function row(result: Result, origin: string): string[] {
  const { sku, asin, title, category, variant, sourceKey, status, decision, targetSlot, verdict } = result;
  const isSafe = targetSlot !== "MAIN" || verdict === "PASS" || verdict === "WARN";
  const isExported = decision === "APPROVE" && asin !== null && result.isCurrent && isSafe;
  return [
    sku ?? "",
    asin ?? "",
    title ?? "",
    category ?? "",
    variant ?? "",
    sourceKey ? `${origin}${fileUrl(sourceKey)}` : "",
    status.toLowerCase(),
    result.errorMessage ?? "",
    decision?.toLowerCase() ?? "",
    result.decisionNote ?? "",
    targetSlot,
    verdict?.toLowerCase() ?? "",
    isExported ? fileName(asin, targetSlot) : "",
    result.id,
  ];
}

async function* lines(jobId: string | undefined, origin: string): AsyncGenerator<string> {
  yield stringify([COLUMNS], { ...CSV_OPTIONS, bom: true });
  let batch: string[][] = [];
  for await (const result of listResults(jobId)) {
    batch.push(row(result, origin));
    if (batch.length < BATCH) continue;
    yield stringify(batch, CSV_OPTIONS);
    batch = [];
  }
  yield stringify(batch, CSV_OPTIONS);
}

/** A CSV in the shape of an imported catalogue with the outcome of each image. Throws 404 for an unknown job. */
export async function openResults(jobId: string | undefined, origin: string): Promise<ReadableStream<Uint8Array>> {
  if (jobId && !(await jobExists(jobId))) throw notFound("job");
  const csv = Readable.from(lines(jobId, origin), { objectMode: false });
  return Readable.toWeb(csv) as ReadableStream<Uint8Array>;
}
