import { Ban, CircleCheck, CirclePause, CircleX, Clock, LoaderCircle, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/class-names.ts";
import type { JobStatus } from "#lib/schemas/job.ts";

type Look = { tone: Tone; icon: LucideIcon; word: string };

const LOOKS: Record<JobStatus, Look> = {
  QUEUED: { tone: "neutral", icon: Clock, word: "Waiting" },
  PROCESSING: { tone: "accent", icon: LoaderCircle, word: "Running" },
  PAUSED: { tone: "warn", icon: CirclePause, word: "Paused" },
  COMPLETED: { tone: "good", icon: CircleCheck, word: "Completed" },
  FAILED: { tone: "bad", icon: CircleX, word: "Failed" },
  CANCELLED: { tone: "neutral", icon: Ban, word: "Cancelled" },
};

/** The word for a job's state. */
export const jobStatusWord = (status: JobStatus) => LOOKS[status].word;

/** A job's state as an icon and a word. */
export function JobStatusBadge({ status }: { status: JobStatus }) {
  const { tone, icon: Icon, word } = LOOKS[status];
  return (
    <Badge
      tone={tone}
      icon={<Icon aria-hidden className={cn("size-3.5", status === "PROCESSING" && "motion-safe:animate-spin")} />}
    >
      {word}
    </Badge>
  );
}
