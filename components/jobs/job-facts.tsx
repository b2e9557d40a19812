import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { Badge } from "#components/ui/badge.tsx";
import { count, plural } from "#components/ui/count.ts";
import { LongText } from "#components/ui/long-text.tsx";
import { DateTime } from "#components/ui/time.tsx";
import type { Job } from "#lib/schemas/job.ts";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted text-xs">{name}</dt>
      <dd className="break-words">{children}</dd>
    </div>
  );
}

/** How far each shot is: all shots of a product are made together. */
function Shots({ shots }: Pick<Job, "shots">) {
  return (
    <ol aria-label="Shots" className="divide-y">
      {shots.map(({ name, variant, targetVariant, total, completed, failed }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shots have no other identity, and never change
        <li key={index} className="flex items-baseline justify-between gap-3 py-1.5">
          <span className="min-w-0">
            <span className="block truncate" title={name}>
              {name}
            </span>
            <span className="flex items-center gap-1 text-muted text-xs">
              {variant}
              <ArrowRight className="size-3 shrink-0" role="img" aria-label="to" />
              <span className="truncate">{targetVariant}</span>
            </span>
          </span>
          <span className="shrink-0 text-right tabular-nums">
            {count(completed)} of {count(total)}
            {failed > 0 && <span className="block text-bad text-xs">{count(failed)} failed</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

export function JobFacts({ job }: { job: Job }) {
  const { totalImages, shots, variant, imageTypeName, shotListName, templateName, model, prompt, createdAt } = job;
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
      {shots.length > 1 && <Shots shots={shots} />}
      <dl className="space-y-3">
        <Fact name="Model">{model === "demo" ? <Badge tone="warn">demo</Badge> : model}</Fact>
        {shotListName && <Fact name="Shot list">{shotListName}</Fact>}
        {templateName && <Fact name="Template">{templateName}</Fact>}
        {prompt && (
          <Fact name="Prompt">
            <LongText text={prompt} />
          </Fact>
        )}
        <Fact name="Created">
          <DateTime value={createdAt} />
        </Fact>
      </dl>
    </aside>
  );
}
