"use client";

import { useQueryState } from "nuqs";
import { useState } from "react";
import useSWR from "swr";
import { cancelledWord } from "#components/images/messages.ts";
import { ImageTile } from "#components/jobs/image-tile.tsx";
import { parseShownStatus, type ShownStatus } from "#components/jobs/shown-status.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { count } from "#components/ui/count.ts";
import { FieldError } from "#components/ui/field-error.tsx";
import { POLL_MS, pollWhile } from "#components/ui/polling.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { jobPath } from "#components/ui/swr-keys.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import type { JobImages, jobImagesSchema } from "#lib/schemas/image.ts";
import { isImageInProgress } from "#lib/schemas/image-state.ts";
import type { Job } from "#lib/schemas/job.ts";
import { LIMIT_MAX } from "#lib/schemas/limits.ts";

const GRID =
  "grid grid-cols-[repeat(auto-fill,minmax(5.5rem,1fr))] gap-2 sm:grid-cols-[repeat(auto-fill,minmax(7rem,1fr))] sm:gap-3";

function SkeletonTiles({ expected }: { expected: number }) {
  const tiles = Array.from({ length: Math.min(expected, LIMIT_MAX) }, (_, index) => `tile ${index}`);
  return (
    <div className={GRID}>
      {tiles.map((tile) => (
        <div key={tile} className="space-y-1">
          <Skeleton className="aspect-square" />
          <Skeleton className="h-4" />
        </div>
      ))}
    </div>
  );
}

function TilePage(props: TilesQuery & { expected: number }) {
  const { data, error } = useTiles(props);
  const [shown, setShown] = useState<string | null>(null);
  if (!data) return error ? <FieldError message={error.message} /> : <SkeletonTiles expected={props.expected} />;
  const { images, nextCursor } = data;
  return (
    <>
      <ul className={GRID}>
        {images.map((image) => (
          <ImageTile key={image.id} image={image} named={props.job.shots.length > 1} />
        ))}
      </ul>
      {images.length === 0 && <p className="text-muted">None.</p>}
      {nextCursor !== null && nextCursor === shown && (
        <TilePage {...props} cursor={nextCursor} expected={props.expected - images.length} />
      )}
      {nextCursor !== null && nextCursor !== shown && (
        <Button className="w-full" onClick={() => setShown(nextCursor)}>
          Show more
        </Button>
      )}
    </>
  );
}

export function ContactSheet({ job }: { job: Job }) {
  const [status, setStatus] = useQueryState("status", parseShownStatus);
  const filters = [
    { value: null, label: "All", number: job.totalImages },
    { value: "COMPLETED", label: "Made", number: job.completedImages },
    { value: "FAILED", label: "Failed", number: job.failedImages },
    { value: "CANCELLED", label: cancelledWord(job.stopCode), number: job.cancelledImages },
  ] as const;
  const isShown = ({ value, number }: (typeof filters)[number]) =>
    value !== "CANCELLED" || number > 0 || status === value;
  return (
    <section aria-labelledby="sheet-heading" className="space-y-3 rounded-lg border bg-surface p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 id="sheet-heading" className="font-semibold">
          Images
        </h2>
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">Show</legend>
          {filters.filter(isShown).map(({ value, label, number }) => (
            <Button
              key={label}
              size="sm"
              variant="ghost"
              aria-pressed={status === value}
              className={cn(status === value && "bg-accent-soft text-accent-text")}
              onClick={() => setStatus(value)}
            >
              {label} {count(number)}
            </Button>
          ))}
        </fieldset>
      </div>
      <TilePage
        key={status}
        job={job}
        status={status}
        cursor={null}
        expected={filters.find(({ value }) => value === status)?.number ?? 0}
      />
    </section>
  );
}

type TilesQuery = { job: Job; status: ShownStatus | null; cursor: string | null };

/** Fetched again while it can change, and once more when the job has finished. */
function useTiles({ job, status, cursor }: TilesQuery) {
  const { id, finishedAt } = job;
  const query = new URLSearchParams({ limit: String(LIMIT_MAX), ...(status && { status }), ...(cursor && { cursor }) });
  // Of a large job, and of one that continues after its pilot, further images have no rows yet.
  const mayGrow = finishedAt === null && job.status !== "PAUSED";
  const mayChange = ({ images, nextCursor }: JobImages) =>
    status ? finishedAt === null : images.some(isImageInProgress) || (mayGrow && nextCursor === null);
  return useSWR<JobImages, ApiError, [string, string | null]>(
    [`${jobPath(id)}/images?${query}`, finishedAt],
    ([path]) => api<typeof jobImagesSchema>(path),
    { keepPreviousData: true, refreshInterval: pollWhile(mayChange, POLL_MS.job) },
  );
}
