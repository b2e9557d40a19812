"use client";

import { useRef } from "react";
import { AttemptRow } from "#components/jobs/attempt-row.tsx";
import { useAttempts } from "#components/jobs/use-attempts.ts";
import { useJob } from "#components/jobs/use-job.ts";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field-error.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { useFocusAfter } from "#components/ui/use-focus-after.ts";
import { useReading } from "#components/ui/use-reading.ts";
import type { Job } from "#lib/schemas/job.ts";
import { isFinished } from "#lib/schemas/job-state.ts";

const HEADING = "attempts";

function ShowMore({ busy, onClick }: { busy: boolean; onClick: () => void }) {
  const ref = useRef<HTMLButtonElement>(null);
  useFocusAfter(ref, HEADING);
  return (
    <Button
      ref={ref}
      variant="ghost"
      className="w-full rounded-t-none border-t-line"
      aria-disabled={busy}
      onClick={() => !busy && onClick()}
    >
      Show more
    </Button>
  );
}

function NoTry({ job }: { job: Job }) {
  return (
    <p className="px-4 py-4 text-muted">
      {isFinished(job)
        ? "This job made no attempts."
        : "No attempts yet. Each attempt is listed here once it has finished."}
    </p>
  );
}

export function JobAttempts({ initial }: { initial: Job }) {
  const { job = initial } = useJob(initial.id, initial);
  const { isReading, readingProps } = useReading();
  const { attempts, error, showMore, isLoadingMore } = useAttempts(job, isReading);
  const held = isReading && !isFinished(job);
  return (
    <section aria-labelledby={HEADING} className="rounded-lg border bg-surface" {...readingProps}>
      <div className="flex items-baseline justify-between gap-4 border-b px-4 py-3">
        <h2 id={HEADING} tabIndex={-1} className="rounded font-semibold">
          Attempts
        </h2>
        <span className="text-muted text-xs">{held ? "Paused while you read" : "Newest first"}</span>
      </div>
      {error && (
        <div className="px-4 py-3">
          <FieldError message={error.message} />
        </div>
      )}
      {!attempts && !error && <Skeleton className="m-4 h-24" />}
      {attempts?.length === 0 && <NoTry job={job} />}
      {attempts && attempts.length > 0 && (
        <ol className="divide-y">
          {attempts.map((attempt) => (
            <AttemptRow key={attempt.id} attempt={attempt} />
          ))}
        </ol>
      )}
      {showMore && <ShowMore busy={isLoadingMore} onClick={showMore} />}
    </section>
  );
}
