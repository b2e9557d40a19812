import { CircleDollarSign, Download } from "lucide-react";
import type { Metadata } from "next";
import { createLoader, parseAsString } from "nuqs/server";
import { CostChart } from "#components/costs/cost-chart.tsx";
import { CostFigures } from "#components/costs/cost-figures.tsx";
import { CostsByJob, CostsByModel } from "#components/costs/cost-lists.tsx";
import { fillPeriods, periodOf, type Range } from "#components/costs/cost-range.ts";
import { RangeForm } from "#components/costs/range-form.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Can } from "#components/ui/can.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { page } from "#lib/auth/page.ts";
import { findCostReport, JOBS_SHOWN } from "#lib/db/cost-report.ts";
import { currentGenerator } from "#lib/gemini/model-info.ts";
import { costDays, costsQuerySchema } from "#lib/schemas/cost.ts";

export const metadata: Metadata = { title: "Costs" };
export const dynamic = "force-dynamic";

const DOWNLOADS = [
  { groupBy: "day", text: "Days as CSV" },
  { groupBy: "job", text: "Jobs as CSV" },
];

const loadParams = createLoader({ from: parseAsString, to: parseAsString });

/** Where the address has no days that can be shown: those shown without any, and what is wrong with them. */
function readRange(params: { from: string | null; to: string | null }, now: Date): { range: Range; problem?: string } {
  const days = { from: params.from ?? undefined, to: params.to ?? undefined };
  const { success, error } = costsQuerySchema.safeParse(days);
  return success
    ? { range: costDays(days, now) }
    : { range: costDays({}, now), problem: error.issues[0]?.message ?? "" };
}

function NoCosts() {
  return (
    <section aria-label="Costs" className="rounded-lg border bg-surface">
      <EmptyState
        icon={<CircleDollarSign className="size-6" aria-hidden />}
        title="No costs in this period"
        text="Every call to the model is recorded with what it cost. Choose another period."
        action={
          <Can do="spend">
            <ButtonLink href="/bulk-generate">Start a job</ButtonLink>
          </Can>
        }
      />
    </section>
  );
}

async function Report({ range, isDemo, csv }: { range: Range; isDemo: boolean; csv: string }) {
  const period = periodOf(range);
  const { periods, models, jobs, jobOf, estimated, approved } = await findCostReport(range, period, isDemo);
  if (periods.rows.length === 0 && estimated.length === 0) return <NoCosts />;
  const title = period === "day" ? "By day" : "By month";
  return (
    <>
      <CostFigures
        total={periods.total}
        estimatedUsd={estimated.reduce((sum, { usd }) => sum + usd, 0)}
        approved={approved}
      />
      <CostChart title={title} periods={fillPeriods(range, periods.rows, estimated)} />
      <CostsByModel costs={models} estimated={estimated} />
      <CostsByJob costs={jobs} jobOf={jobOf} shown={JOBS_SHOWN} csv={csv} />
    </>
  );
}

export default page("read", async function CostsPage({ searchParams }: PageProps<"/costs">) {
  const now = new Date();
  const { range, problem } = readRange(await loadParams(searchParams), now);
  const { generator } = await currentGenerator();
  const isDemo = generator === "demo";
  const csv = (groupBy: string) => `/api/costs/costs.csv?from=${range.from}&to=${range.to}&groupBy=${groupBy}`;
  return (
    <>
      <PageHeader
        title="Costs"
        description={
          isDemo ? (
            <span className="flex flex-wrap items-center gap-x-2">
              <Badge tone="warn">demo</Badge> Pretended prices: nothing was billed.
            </span>
          ) : (
            "What Google bills for your calls, worked out from the tokens of each answer. Days are in UTC."
          )
        }
        actions={DOWNLOADS.map(({ groupBy, text }) => (
          <a key={groupBy} href={csv(groupBy)} download className={buttonStyle({})}>
            <Download className="size-4" aria-hidden />
            {text}
          </a>
        ))}
      />
      <div className="space-y-4">
        <RangeForm range={range} now={now} />
        {problem && <FormAlert message={`${problem} These are the last 30 days.`} />}
        <Report range={range} isDemo={isDemo} csv={csv("job")} />
      </div>
    </>
  );
});
