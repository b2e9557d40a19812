import "server-only";
import { redirect } from "next/navigation";
import type { FilterOptions } from "#components/products/filters.tsx";
import { findLastJobId } from "#lib/db/jobs/read.ts";
import { countProductsByVariant, findCategories } from "#lib/db/products/read.ts";
import { sharedInFlight } from "#lib/in-flight.ts";

async function loadFilterOptions(): Promise<FilterOptions> {
  const [categories, lastJobId, variants] = await Promise.all([
    findCategories(),
    findLastJobId(),
    countProductsByVariant(),
  ]);
  return { categories, variants, lastJobId };
}

/** Counts over the whole catalogue: no page waits for them. */
export const findFilterOptions = sharedInFlight(loadFilterOptions);

type SearchParams = Record<string, string | string[] | undefined>;

/** Redirects `failedIn=last` to the job's id, so that the list stays the same when another job starts. */
export async function settleLastJob(path: string, searchParams: SearchParams): Promise<void> {
  if (searchParams.failedIn !== "last") return;
  const lastJobId = await findLastJobId();
  if (lastJobId === null) return;
  const params = Object.entries({ ...searchParams, failedIn: lastJobId });
  redirect(
    `${path}?${new URLSearchParams(params.flatMap(([name, value]) => [value ?? []].flat().map((one) => [name, one])))}`,
  );
}
