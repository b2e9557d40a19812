import type { ReactNode } from "react";
import { CostTable } from "#components/costs/cost-table.tsx";
import { jobName } from "#components/images/job-name.ts";
import { reviewHref } from "#components/images/review-link.ts";
import { count } from "#components/ui/count.ts";
import { Link } from "#components/ui/link.tsx";
import { DateTime } from "#components/ui/time.tsx";
import type { Costs } from "#lib/schemas/cost.ts";
import { usdText } from "#lib/schemas/money.ts";

function Card({ id, title, note, children }: { id: string; title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section aria-labelledby={id} className="min-w-0 rounded-lg border bg-surface">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 border-b px-3 py-2">
        <h2 id={id} className="font-semibold">
          {title}
        </h2>
        {note && <span className="text-muted text-xs">{note}</span>}
      </div>
      {children}
    </section>
  );
}

type Row = Costs["rows"][number];

const orNone = (usd: number | null | undefined) => (usd === null || usd === undefined ? "–" : usdText(usd));

const amounts = ({ images, settledUsd, maybeUsd }: Row, estimatedUsd: number | null | undefined) => [
  count(images),
  usdText(settledUsd),
  usdText(maybeUsd),
  orNone(estimatedUsd),
];

const HEAD = ["Images", "Settled", "Maybe billed", "Estimated"];

type CostsByModelProps = { costs: Costs; estimated: readonly { model: string; usd: number }[] };

export function CostsByModel({ costs, estimated }: CostsByModelProps) {
  const estimatedOf = (model: string | null) => {
    const sums = estimated.filter((each) => each.model === model).map(({ usd }) => usd);
    return sums.length > 0 ? sums.reduce((sum, usd) => sum + usd, 0) : null;
  };
  const rows = costs.rows.map((row) => ({
    key: row.key ?? "",
    cells: [row.key, ...amounts(row, estimatedOf(row.key))],
  }));
  return (
    <Card id="costs-by-model" title="By model">
      <CostTable label="Costs by model" head={["Model", ...HEAD]} rows={rows} />
    </Card>
  );
}

type JobFacts = {
  createdAt: Date;
  shots: { name: string; variant: string; targetVariant: string; imageTypeName: string }[];
  estimatedUsd: number | null;
  approvedImages: number;
};

const linkStyle = "link inline-flex min-h-6 min-w-0 items-center rounded";

function nameOf({ shots }: JobFacts): string {
  const [only] = shots.length === 1 ? shots : [];
  return jobName({ imageTypeName: only?.imageTypeName ?? null, variant: only?.variant ?? null, shots });
}

function JobCell({ id, job }: { id: string | null; job: JobFacts | undefined }) {
  if (id === null) return "Regenerated images and model checks";
  if (!job) return <span className="text-muted">Deleted job</span>;
  return (
    <span className="block min-w-40 max-w-96">
      <Link href={`/jobs/${id}`} className={linkStyle}>
        <span className="break-words">{nameOf(job)}</span>
      </Link>
      <span className="block text-muted text-xs">
        <DateTime value={job.createdAt.toISOString()} />
      </span>
    </span>
  );
}

function PerApproved({ id, row, job }: { id: string | null; row: Row; job: JobFacts | undefined }) {
  if (!job || job.approvedImages === 0) return "–";
  return (
    <span className="block">
      {usdText((row.settledUsd + row.maybeUsd) / job.approvedImages)}
      <Link href={reviewHref({ jobId: id, decision: "approve" })} className="link block min-h-6 rounded text-xs">
        {count(job.approvedImages)} approved
      </Link>
    </span>
  );
}

type CostsByJobProps = { costs: Costs; jobOf: ReadonlyMap<string, JobFacts>; shown: number; csv: string };

/** `shown`: how many rows there are at most. */
export function CostsByJob({ costs, jobOf, shown, csv }: CostsByJobProps) {
  const rows = costs.rows.map((row) => {
    const job = jobOf.get(row.key ?? "");
    return {
      key: row.key ?? "none",
      cells: [
        <JobCell key="job" id={row.key} job={job} />,
        ...amounts(row, job?.estimatedUsd),
        <PerApproved key="approved" id={row.key} row={row} job={job} />,
      ],
    };
  });
  const isCut = costs.rows.length === shown;
  const note = isCut && (
    <>
      The {shown} that cost most.{" "}
      <a href={csv} download className="link">
        All as CSV
      </a>
    </>
  );
  return (
    <Card id="costs-by-job" title="By job" note={note}>
      <CostTable label="Costs by job" head={["Job", ...HEAD, "Per approved image"]} rows={rows} />
    </Card>
  );
}
