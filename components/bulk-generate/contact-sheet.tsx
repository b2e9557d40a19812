"use client";

import { parseAsStringLiteral, useQueryState } from "nuqs";
import { useState } from "react";
import useSWR from "swr";
import { FieldError } from "#components/bulk-generate/field-error.tsx";
import { ImageTile } from "#components/bulk-generate/image-tile.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { count } from "#components/ui/count.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { type ApiError, api } from "#lib/api-client.ts";
import { type GeneratedImage, type JobImages, jobImagesSchema } from "#lib/schemas/image.ts";
import { isFinished, type Job } from "#lib/schemas/job.ts";
import { LIMIT_MAX } from "#lib/schemas/text.ts";

const POLL_MS = 2_000;
const SHOWN_STATUSES = ["COMPLETED", "FAILED"] as const;
type ShownStatus = (typeof SHOWN_STATUSES)[number];

const isUnended = ({ status }: GeneratedImage) => status === "QUEUED" || status === "GENERATING";

type PageProps = { jobId: string; status: ShownStatus | null; live: boolean; cursor: string | null; expected: number };

/** One page of tiles: asked for again while it can change, and once more when the job has ended. */
function useTiles({ jobId, status, live, cursor }: Omit<PageProps, "expected">) {
  const query = new URLSearchParams({ limit: String(LIMIT_MAX), ...(status && { status }), ...(cursor && { cursor }) });
  const mayChange = (page: JobImages | undefined) => (status ? live : page?.images.some(isUnended));
  return useSWR<JobImages, ApiError, [string, boolean]>(
    [`/api/jobs/${jobId}/images?${query}`, live],
    ([path]) => api(path, jobImagesSchema),
    { keepPreviousData: true, refreshInterval: (page) => (mayChange(page) ? POLL_MS : 0) },
  );
}

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

function TilePage(props: PageProps) {
  const { data, error } = useTiles(props);
  const [shown, setShown] = useState<string | null>(null);
  if (!data) return error ? <FieldError message={error.message} /> : <SkeletonTiles expected={props.expected} />;
  const { images, nextCursor } = data;
  return (
    <>
      <ul className={GRID}>
        {images.map((image) => (
          <ImageTile key={image.id} image={image} />
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

/** One tile per product, which turns from its photo into the result; all of them, or those that were made or failed. */
export function ContactSheet({ job }: { job: Job }) {
  const [status, setStatus] = useQueryState("status", parseAsStringLiteral(SHOWN_STATUSES));
  const filters = [
    { value: null, label: "All", number: job.totalImages },
    { value: "COMPLETED", label: "Made", number: job.completedImages },
    { value: "FAILED", label: "Failed", number: job.failedImages },
  ] as const;
  return (
    <section aria-labelledby="sheet-heading" className="space-y-3 rounded-lg border bg-surface p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <h2 id="sheet-heading" className="font-semibold">
          Images
        </h2>
        <fieldset className="flex gap-1">
          <legend className="sr-only">Show</legend>
          {filters.map(({ value, label, number }) => (
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
        jobId={job.id}
        status={status}
        live={!isFinished(job)}
        cursor={null}
        expected={filters.find(({ value }) => value === status)?.number ?? 0}
      />
    </section>
  );
}
