import { plural } from "#components/ui/count.ts";
import { DateTime } from "#components/ui/time.tsx";
import type { Job } from "#lib/schemas/job.ts";

const PAID: Partial<Record<Job["status"], string>> = {
  PAUSED: "They are paid and still come.",
  CANCELLED: "Google was asked to cancel them. What is made already is billed.",
  FAILED: "Google was asked to cancel them. What is made already is billed.",
};

/** What an overnight job waits for. What was sent is paid, also of a job that is paused or cancelled. */
export function JobBatches({ job: { batches, status } }: { job: Pick<Job, "batches" | "status"> }) {
  if (!batches || batches.waiting + batches.coming === 0) return null;
  const { waiting, coming, since } = batches;
  return (
    <p className="text-muted tabular-nums">
      {coming > 0 && (
        <>
          {plural(coming, "image")} in {plural(batches.batches, "batch", "batches")} at Google
          {since && (
            <>
              , the first sent <DateTime value={since} />
            </>
          )}
          . {PAID[status] ?? "Results come within a day, mostly much earlier."}{" "}
        </>
      )}
      {waiting > 0 && `${plural(waiting, "image")} ready for the next batch.`}
    </p>
  );
}
