import { plural } from "#components/ui/count.ts";
import { DateTime } from "#components/ui/time.tsx";
import type { Job } from "#lib/schemas/job.ts";

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
          . {status === "PAUSED"
            ? "They are paid and still come."
            : "Results come within a day, mostly much earlier."}{" "}
        </>
      )}
      {waiting > 0 && `${plural(waiting, "image")} ready for the next batch.`}
    </p>
  );
}
