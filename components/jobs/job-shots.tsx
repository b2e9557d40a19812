"use client";

import { ArrowRight, RotateCcw } from "lucide-react";
import { useJobCommand } from "#components/jobs/use-job-command.ts";
import { CommandButton } from "#components/ui/command-button.tsx";
import { count } from "#components/ui/count.ts";
import type { Job } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

function RetryShot({ job, shot, name }: { job: Job; shot: number; name: string }) {
  const { run, running } = useJobCommand(job, { shot });
  return (
    <CommandButton
      icon={RotateCcw}
      text="Retry failed"
      label={`Retry failed: ${name}`}
      compact
      running={running !== null}
      busy={running !== null}
      onClick={() => void run("retry-failed")}
      focusAfter="job-heading"
    />
  );
}

/** How far each shot is: all shots of a product are made together. */
export function JobShots({ job }: { job: Job }) {
  // What an error stopped is of all shots.
  const mayRetry = isFinished(job) && job.stopCode === null;
  return (
    <ol aria-label="Shots" className="divide-y">
      {job.shots.map(({ name, variant, targetVariant, total, completed, failed }, shot) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: shots have no other identity, and never change
        <li key={shot} className="space-y-1.5 py-1.5">
          <div className="flex items-baseline justify-between gap-3">
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
          </div>
          {mayRetry && failed > 0 && <RetryShot job={job} shot={shot} name={name} />}
        </li>
      ))}
    </ol>
  );
}
