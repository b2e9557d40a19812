import { CircleX } from "lucide-react";
import { plural } from "#components/ui/count.ts";
import type { Job } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";
import { outcomeOf } from "#lib/schemas/outcome.ts";

export function StopNotice({ job }: { job: Job }) {
  const { stopCode, goneModel, replacement, cancelledImages } = job;
  if (stopCode === null || !isFinished(job)) return null;
  const outcome = outcomeOf(stopCode);
  return (
    <div className="flex items-start gap-2 rounded-lg bg-bad-soft px-3 py-2">
      <CircleX className="mt-0.5 size-4 shrink-0 text-bad" aria-hidden />
      <p className="min-w-0 break-words">
        <span className="font-medium text-bad">Stopped: {outcome?.label ?? stopCode}. </span>
        {outcome?.advice}
        {replacement && ` Google names ${replacement} instead of ${goneModel}.`}
        {cancelledImages > 0 && ` ${plural(cancelledImages, "image was", "images were")} not attempted.`}
      </p>
    </div>
  );
}
