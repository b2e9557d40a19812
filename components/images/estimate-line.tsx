import { roughly } from "#components/ui/roughly.ts";
import type { Estimate } from "#lib/schemas/estimate.ts";
import { amountText, usdText } from "#lib/schemas/money.ts";

/** "About $24.10 (20.90 to 27.40)" */
export function costWords({ usd, lowUsd, highUsd }: Pick<Estimate, "usd" | "lowUsd" | "highUsd">): string {
  if (usd === null || lowUsd === null || highUsd === null) return "Cost unknown";
  return `About $${amountText(usd)} (${amountText(lowUsd, usd)} to ${amountText(highUsd, usd)})`;
}

const BASES: Record<Estimate["basis"], string> = {
  table: "From the price table.",
  history: "From the last images of this model here.",
};

export function basisWords({ usd, basis, demo }: Pick<Estimate, "usd" | "basis" | "demo">): string {
  if (usd === null) return "This model is not in the price table.";
  return demo ? "Demo prices: nothing is billed." : BASES[basis];
}

/** Null where it is enough. */
export function shortageWords({ highUsd, budgetLeftUsd }: Pick<Estimate, "highUsd" | "budgetLeftUsd">): string | null {
  if (budgetLeftUsd === null || (highUsd !== null && highUsd <= budgetLeftUsd)) return null;
  return `${usdText(budgetLeftUsd)} of the budget is left. If that is reached, the job waits.`;
}

export function EstimateLine({ estimate }: { estimate: Estimate }) {
  const shortage = shortageWords(estimate);
  return (
    <p className="text-muted text-xs tabular-nums">
      <span className="text-ink">
        {costWords(estimate)}, {roughly(estimate.seconds)}
      </span>
      <br />
      {basisWords(estimate)}
      {shortage && <span className="block text-warn">{shortage}</span>}
    </p>
  );
}
