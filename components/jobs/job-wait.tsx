"use client";

import { Clock } from "lucide-react";
import { waitingWords } from "#components/jobs/messages.ts";
import { useNow } from "#components/ui/use-now.ts";
import type { JobSummary } from "#lib/schemas/job.ts";

const TICK_MS = 500;

export function JobWait({ job, short = false }: { job: JobSummary; short?: boolean }) {
  const words = waitingWords(job, useNow(TICK_MS), short);
  if (words === null) return null;
  return (
    <span className="flex items-start gap-1.5 text-warn">
      <Clock className={short ? "mt-px size-3.5 shrink-0" : "mt-0.5 size-4 shrink-0"} aria-hidden />
      <span className="min-w-0 break-words tabular-nums">
        {words}
        {!short && job.waitingMessage && <span className="block text-muted">{job.waitingMessage}</span>}
      </span>
    </span>
  );
}
