import { CirclePause } from "lucide-react";
import { JobWait } from "#components/jobs/job-wait.tsx";
import { isFinished, type Job } from "#lib/schemas/job.ts";

function Words({ job }: { job: Job }) {
  if (job.waitingUntil !== null) return <JobWait job={job} />;
  if (job.status === "QUEUED") return <span className="text-muted">Waiting for its turn.</span>;
  if (job.status === "PROCESSING") return <span className="text-muted">It goes on when you leave this page.</span>;
  return (
    <span className="flex items-start gap-1.5 text-warn">
      <CirclePause className="mt-0.5 size-4 shrink-0" aria-hidden />
      Paused. An image that is being made is still finished; the others wait until you resume.
    </span>
  );
}

/** What an unended job is doing, or waits for. There is always something to say, so that the page stays where it is. */
export function JobStateLine({ job }: { job: Job }) {
  if (isFinished(job)) return null;
  return (
    <p className="min-h-5">
      <Words job={job} />
    </p>
  );
}
