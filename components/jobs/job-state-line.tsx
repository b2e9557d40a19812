import { CirclePause } from "lucide-react";
import { JobWait } from "#components/jobs/job-wait.tsx";
import { pausedWords } from "#components/jobs/messages.ts";
import { ReleaseHold } from "#components/jobs/release-hold.tsx";
import { plural } from "#components/ui/count.ts";
import type { Job } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

function Words({ job }: { job: Job }) {
  if (job.waitingReason !== null)
    return (
      <span className="flex flex-wrap items-start gap-x-3 gap-y-1">
        <JobWait job={job} />
        <ReleaseHold job={job} />
      </span>
    );
  if (job.status === "QUEUED") return <span className="text-muted">Waiting in the queue.</span>;
  if (job.status === "PROCESSING" && job.pilotImages !== null)
    return (
      <span className="text-muted">
        Making the pilot ({plural(job.pilotImages, "image")}). Then the job waits for you.
      </span>
    );
  if (job.status === "PROCESSING") return <span className="text-muted">It continues when you leave this page.</span>;
  return (
    <span className="flex items-start gap-1.5 text-warn">
      <CirclePause className="mt-0.5 size-4 shrink-0" aria-hidden />
      <span className="min-w-0 break-words">
        {pausedWords(job)}
        {job.pausedMessage && <span className="block text-ink">{job.pausedMessage}</span>}
      </span>
    </span>
  );
}

/** Always shows something, so that the page does not jump. */
export function JobStateLine({ job }: { job: Job }) {
  if (isFinished(job)) return null;
  return (
    <div className="min-h-5">
      <Words job={job} />
    </div>
  );
}
