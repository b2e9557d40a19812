import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { JobBudget } from "#components/jobs/job-budget.tsx";
import { JobCost } from "#components/jobs/job-cost.tsx";
import { JobShots } from "#components/jobs/job-shots.tsx";
import { Badge } from "#components/ui/badge.tsx";
import { plural } from "#components/ui/count.ts";
import { LongText } from "#components/ui/long-text.tsx";
import { DateTime } from "#components/ui/time.tsx";
import type { Job } from "#lib/schemas/job.ts";
import { DEMO_MODEL } from "#lib/schemas/job-state.ts";
import { TIER_NAMES } from "#lib/schemas/job-tiers.ts";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}

const THEN = { standard: "now", flex: "flex" };

function tierWords({ tier, switchAfterMinutes, deadlineHours, thenTier }: Job): string {
  const name = `${TIER_NAMES[tier]}, half price`;
  if (tier === "flex" && switchAfterMinutes !== null)
    return `${name}; after ${switchAfterMinutes} minutes at full price`;
  return thenTier && deadlineHours !== null
    ? `${name}; what is left after ${deadlineHours} hours: ${THEN[thenTier]}`
    : name;
}

export function JobFacts({ job }: { job: Job }) {
  const { totalImages, shots, variant, imageTypeName, shotListName, templateName, prompt, createdAt } = job;
  const models = [...new Set(shots.map(({ model }) => model))];
  return (
    <aside aria-labelledby="job-summary" className="space-y-3 rounded-lg border bg-surface p-4">
      <h2 id="job-summary" className="font-semibold">
        Summary
      </h2>
      <p className="font-semibold text-2xl tracking-tight">{plural(totalImages, "image")}</p>
      {imageTypeName && (
        <p className="flex min-w-0 items-center gap-1.5 text-muted">
          <span className="shrink-0">{variant}</span>
          <ArrowRight className="size-3.5 shrink-0" role="img" aria-label="to" />
          <span className="truncate" title={imageTypeName}>
            {imageTypeName}
          </span>
        </p>
      )}
      {shots.length > 1 && <JobShots job={job} />}
      <dl className="space-y-3">
        <Fact name={models.length === 1 ? "Model" : "Models"}>
          {job.model === DEMO_MODEL ? <Badge tone="warn">demo</Badge> : models.join(", ")}
        </Fact>
        {job.tier !== "standard" && <Fact name="Tier">{tierWords(job)}</Fact>}
        <Fact name="Cost">
          <JobCost job={job} />
        </Fact>
        <Fact name="Budget">
          <JobBudget job={job} />
        </Fact>
        {shotListName && <Fact name="Shot list">{shotListName}</Fact>}
        {templateName && <Fact name="Template">{templateName}</Fact>}
        {prompt && (
          <Fact name="Prompt">
            <LongText text={prompt} />
          </Fact>
        )}
        {shots.flatMap(({ name, earlierPrompts }) =>
          earlierPrompts.map((earlier) => (
            <Fact
              key={name + earlier}
              name={shots.length > 1 ? `Prompt of pilot images, ${name}` : "Prompt of pilot images"}
            >
              <LongText text={earlier} />
            </Fact>
          )),
        )}
        <Fact name="Created">
          <DateTime value={createdAt} />
        </Fact>
      </dl>
    </aside>
  );
}
