import type { ReactNode } from "react";
import { type Period, periodName } from "#components/costs/cost-range.ts";
import { CostTable } from "#components/costs/cost-table.tsx";
import { cn } from "#components/ui/class-names.ts";
import { count } from "#components/ui/count.ts";
import { usdText } from "#lib/schemas/money.ts";

/** In units of the drawing, which is stretched to its box. */
const STEP = 10;
const BAR = 7;
const HEIGHT = 100;

function Bar({ period: { period, settledUsd, maybeUsd, estimatedUsd }, index, most }: BarProps) {
  const heightOf = (usd: number) => (most > 0 ? (usd / most) * HEIGHT : 0);
  const [settled, maybe, estimated] = [settledUsd, maybeUsd, estimatedUsd].map(heightOf) as [number, number, number];
  const x = index * STEP + (STEP - BAR) / 2;
  const words = `${periodName(period)}: ${usdText(settledUsd)} settled, ${usdText(maybeUsd)} maybe billed, ${usdText(estimatedUsd)} estimated`;
  return (
    <g>
      <title>{words}</title>
      <rect x={index * STEP} width={STEP} height={HEIGHT} fill="transparent" />
      <rect x={x} y={HEIGHT - settled} width={BAR} height={settled} className="fill-accent" />
      <rect x={x} y={HEIGHT - settled - maybe} width={BAR} height={maybe} className="fill-warn-fill" />
      {estimated > 0 && (
        <line
          {...{ x1: index * STEP, x2: (index + 1) * STEP, y1: HEIGHT - estimated, y2: HEIGHT - estimated }}
          vectorEffect="non-scaling-stroke"
          className="stroke-2 stroke-ink"
        />
      )}
    </g>
  );
}

type BarProps = { period: Period; index: number; most: number };

function Sign({ className, children }: { className: string; children: ReactNode }) {
  return (
    <li className="flex items-center gap-1.5">
      <span aria-hidden className={cn("w-3 shrink-0", className)} />
      {children}
    </li>
  );
}

const sumOf = ({ settledUsd, maybeUsd }: Period) => settledUsd + maybeUsd;

function describe(periods: Period[]): string {
  const dearest = periods.reduce((one, other) => (sumOf(other) > sumOf(one) ? other : one));
  return `Chart of costs, highest on ${periodName(dearest.period)} with ${usdText(sumOf(dearest))}. The table below has all numbers.`;
}

/** `periods`: one at least. */
export function CostChart({ title, periods }: { title: string; periods: Period[] }) {
  const most = Math.max(...periods.map((period) => Math.max(sumOf(period), period.estimatedUsd)));
  const [first, last] = [periods[0], periods.at(-1)];
  return (
    <section aria-labelledby="costs-over-time" className="space-y-3 rounded-lg border bg-surface p-4">
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-2">
        <h2 id="costs-over-time" className="font-semibold">
          {title}
        </h2>
        <ul aria-label="Legend" className="flex flex-wrap gap-x-4 gap-y-1 text-muted text-xs">
          <Sign className="h-3 bg-accent">Settled</Sign>
          <Sign className="h-3 bg-warn-fill">Maybe billed</Sign>
          <Sign className="h-0.5 bg-ink">Estimated at the start</Sign>
        </ul>
      </div>
      <div>
        <p className="border-b border-dashed pb-1 text-muted text-xs">{usdText(most)}</p>
        <svg
          role="img"
          aria-label={describe(periods)}
          viewBox={`0 0 ${periods.length * STEP} ${HEIGHT}`}
          preserveAspectRatio="none"
          className="block h-40 w-full overflow-visible border-b"
        >
          {periods.map((period, index) => (
            <Bar key={period.period} {...{ period, index, most }} />
          ))}
        </svg>
        <p className="flex justify-between gap-4 pt-1 text-muted text-xs">
          <span>{first && periodName(first.period)}</span>
          <span>{last && last !== first && periodName(last.period)}</span>
        </p>
      </div>
      <details>
        <summary className="inline-block min-h-6 cursor-pointer rounded text-accent-text">Show as a table</summary>
        <CostTable
          label={`${title}, all numbers`}
          head={["Time (UTC)", "Images", "Settled", "Maybe billed", "Estimated"]}
          rows={periods.map(({ period, images, settledUsd, maybeUsd, estimatedUsd }) => ({
            key: period,
            cells: [periodName(period), count(images), usdText(settledUsd), usdText(maybeUsd), usdText(estimatedUsd)],
          }))}
        />
      </details>
    </section>
  );
}
