import { Ban, CircleCheck, CirclePause, CircleX, Clock, LoaderCircle, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/class-names.ts";
import type { JobStatus, JobSummary } from "#lib/schemas/job.ts";
import { isWaiting } from "#lib/schemas/job-state.ts";

type Look = { tone: Tone; icon: LucideIcon; word: string };

const LOOKS: Record<JobStatus, Look> = {
  QUEUED: { tone: "neutral", icon: Clock, word: "Waiting" },
  PROCESSING: { tone: "accent", icon: LoaderCircle, word: "Running" },
  PAUSED: { tone: "warn", icon: CirclePause, word: "Paused" },
  COMPLETED: { tone: "good", icon: CircleCheck, word: "Completed" },
  FAILED: { tone: "bad", icon: CircleX, word: "Failed" },
  CANCELLED: { tone: "neutral", icon: Ban, word: "Cancelled" },
};

const ON_HOLD: Look = { tone: "warn", icon: Clock, word: "On hold" };

export const jobStatusWord = (status: JobStatus) => LOOKS[status].word;

export function JobStatusBadge({ job }: { job: JobSummary }) {
  const { tone, icon: Icon, word } = isWaiting(job) ? ON_HOLD : LOOKS[job.status];
  return (
    <Badge
      tone={tone}
      icon={<Icon aria-hidden className={cn("size-3.5", Icon === LoaderCircle && "motion-safe:animate-spin")} />}
    >
      {word}
    </Badge>
  );
}
