import type { JobSummary } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";
import { amountText, usdText } from "#lib/schemas/money.ts";

/** "$1.20", with what may have been billed: "$1.20 to $1.36" */
export function costOfJob({ cost: { settledUsd, maybeUsd } }: Pick<JobSummary, "cost">): string {
  return maybeUsd > 0 ? `${usdText(settledUsd)} to ${usdText(settledUsd + maybeUsd)}` : usdText(settledUsd);
}

function estimateWords({ usd, lowUsd, highUsd }: NonNullable<JobSummary["estimate"]>): string {
  return `Estimated ${usdText(usd)} (${amountText(lowUsd, usd)} to ${amountText(highUsd, usd)})`;
}

export function JobCost({ job }: { job: JobSummary }) {
  const { cost, estimate } = job;
  return (
    <>
      {costOfJob(job)}
      {!isFinished(job) && " so far"}
      {cost.maybeUsd > 0 && (
        <span className="block text-muted text-xs">
          {usdText(cost.maybeUsd)} of calls that were cut off, maybe billed
        </span>
      )}
      {estimate && <span className="block text-muted text-xs">{estimateWords(estimate)}</span>}
      {job.model === "demo" && <span className="block text-muted text-xs">Demo prices: nothing is billed.</span>}
    </>
  );
}
