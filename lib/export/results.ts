import "server-only";
import { Readable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import { CSV_OPTIONS } from "#lib/csv.ts";
import { record } from "#lib/db/audit.ts";
import { listResults, type Result } from "#lib/db/images/export-results.ts";
import { jobExists } from "#lib/db/jobs/read.ts";
import { notFound } from "#lib/errors.ts";
import { gather } from "#lib/export/plan.ts";
import { planExport } from "#lib/export/preview.ts";
import type { ResultsQuery } from "#lib/schemas/export.ts";
import { fileUrl } from "#lib/storage/keys.ts";

const BATCH = 1_000;
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
  "target variant",
  "verdict",
  "file",
  "image id",
];

type Versions = readonly [Result, ...Result[]];

/** Input sorted by chain. */
const byChain = (results: AsyncIterable<Result>): AsyncGenerator<Versions> =>
  gather(results, (one, next) => one.chainId === next.chainId);

async function filesOf(chains: Versions[], query: ResultsQuery): Promise<Map<string, string>> {
  const productIds = new Set(chains.flatMap(([{ productId }]) => productId ?? []));
  const files = new Map<string, string>();
  for await (const plan of planExport(query, [...productIds]))
    if (plan.kind === "file") files.set(plan.image.id, plan.file);
  return files;
}

/** The exported versions, else the current one, else the first. */
function shown(versions: Versions, files: Map<string, string>): readonly Result[] {
  const exported = versions.filter(({ id }) => files.has(id));
  return exported.length > 0 ? exported : [versions.find(({ isCurrent }) => isCurrent) ?? versions[0]];
}

function row(result: Result, file: string, origin: string): string[] {
  const { sku, asin, title, category, variant, sourceKey, status, decision, targetVariant, verdict } = result;
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
    targetVariant,
    verdict?.toLowerCase() ?? "",
    file,
    result.id,
  ];
}

async function rowsOf(chains: Versions[], query: ResultsQuery, origin: string): Promise<string> {
  const files = await filesOf(chains, query);
  const results = chains.flatMap((versions) => shown(versions, files));
  return stringify(
    results.map((result) => row(result, files.get(result.id) ?? "", origin)),
    CSV_OPTIONS,
  );
}

async function* lines(query: ResultsQuery, origin: string): AsyncGenerator<string> {
  yield stringify([COLUMNS], { ...CSV_OPTIONS, bom: true });
  let batch: Versions[] = [];
  for await (const versions of byChain(listResults(query.jobId))) {
    batch.push(versions);
    if (batch.length < BATCH) continue;
    yield await rowsOf(batch, query, origin);
    batch = [];
  }
  yield await rowsOf(batch, query, origin);
}

/** With the file names of the zip for the same query. Throws 404 for an unknown job. */
export async function openResults(query: ResultsQuery, origin: string): Promise<ReadableStream<Uint8Array>> {
  if (query.jobId && !(await jobExists(query.jobId))) throw notFound("job");
  await record("export.download", { target: query.jobId ?? null, details: { file: "results.csv" } });
  const csv = Readable.from(lines(query, origin), { objectMode: false });
  return Readable.toWeb(csv) as ReadableStream<Uint8Array>;
}
