import "server-only";
import { stringify } from "csv-stringify/sync";
import { CSV_OPTIONS } from "#lib/csv.ts";
import { type CostJob, findCostJobs } from "#lib/db/cost-report.ts";
import { sumCosts } from "#lib/db/costs.ts";
import type { CostsQuery } from "#lib/schemas/cost.ts";

const MAX_ROWS = 100_000;
const COLUMNS = ["images", "settled usd", "maybe billed usd", "demo"];
const JOB_COLUMNS = ["shots", "created", "estimated usd", "approved images"];

function ofJob(job: CostJob | undefined): (string | number | null)[] {
  if (!job) return ["", "", "", ""];
  const { shots, createdAt, estimatedUsd, approvedImages } = job;
  return [shots.map(({ name }) => name).join(", "), createdAt.toISOString(), estimatedUsd, approvedImages];
}

/** A CSV with the rows of the query. In demo mode each says so. */
export async function listCosts(query: CostsQuery, isDemo: boolean): Promise<string> {
  const { rows } = await sumCosts(query, isDemo, MAX_ROWS);
  const jobs = query.groupBy === "job" ? await findCostJobs(rows.flatMap(({ key }) => key ?? [])) : null;
  const lines = rows.map(({ key, images, settledUsd, maybeUsd }) => [
    ...[key ?? "", images, settledUsd, maybeUsd, isDemo ? "demo" : ""],
    ...(jobs ? ofJob(jobs.get(key ?? "")) : []),
  ]);
  const columns = [query.groupBy, ...COLUMNS, ...(jobs ? JOB_COLUMNS : [])];
  return stringify([columns, ...lines], { ...CSV_OPTIONS, bom: true });
}
