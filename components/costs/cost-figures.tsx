import type { ReactNode } from "react";
import { plural } from "#components/ui/count.ts";
import type { Costs } from "#lib/schemas/cost.ts";
import { usdText } from "#lib/schemas/money.ts";

function Figure({ name, value, children }: { name: string; value: string; children: ReactNode }) {
  return (
    <div className="rounded-lg border bg-surface p-4">
      <dt className="text-muted">{name}</dt>
      <dd>
        <span className="block font-semibold text-2xl tracking-tight">{value}</span>
        <span className="text-muted text-xs">{children}</span>
      </dd>
    </div>
  );
}

type CostFiguresProps = { total: Costs["total"]; estimatedUsd: number; approved: number };

export function CostFigures({ total: { images, settledUsd, maybeUsd }, estimatedUsd, approved }: CostFiguresProps) {
  const usd = settledUsd + maybeUsd;
  return (
    <dl aria-label="Totals" className="grid grid-cols-2 gap-3 lg:grid-cols-4">
      <Figure name="Settled" value={usdText(settledUsd)}>
        {plural(images, "image")}
        {images > 0 && `, ${usdText(usd / images)} each`}
      </Figure>
      <Figure name="Maybe billed" value={usdText(maybeUsd)}>
        Calls that were cut off, at the most they can have cost
      </Figure>
      <Figure name="Estimated" value={estimatedUsd > 0 ? usdText(estimatedUsd) : "–"}>
        {estimatedUsd > 0 ? "All images of jobs started in this period" : "No job of this period has an estimate"}
      </Figure>
      <Figure name="Per approved image" value={approved > 0 ? usdText(usd / approved) : "–"}>
        {approved > 0 ? `${plural(approved, "approved image")} of these jobs` : "No image is approved yet"}
      </Figure>
    </dl>
  );
}
