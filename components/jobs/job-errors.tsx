"use client";

import { CircleX } from "lucide-react";
import { useState } from "react";
import { ProductLink } from "#components/images/product-link.tsx";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/count.ts";
import { Link } from "#components/ui/link.tsx";
import type { Job, JobError } from "#lib/schemas/job.ts";
import { outcomeOf } from "#lib/schemas/outcome.ts";

const SHOWN = 5;

type ErrorRowProps = {
  error: JobError;
  /** Of several the name of that one. */
  shot: string | null;
};

function ErrorRow({ error: { productId, title, asin, code, message }, shot }: ErrorRowProps) {
  const outcome = outcomeOf(code);
  return (
    <li className="flex gap-3 px-4 py-3">
      <CircleX className="mt-0.5 size-4 shrink-0 text-bad" aria-hidden />
      <div className="min-w-0 space-y-0.5">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <ProductLink
            productId={productId}
            className="inline-flex min-h-6 min-w-0 items-center break-words rounded font-medium"
          >
            {title}
          </ProductLink>
          {asin && <span className="font-mono text-muted text-xs">{asin}</span>}
          {shot && <span className="text-muted text-xs">{shot}</span>}
        </p>
        <p className="break-words">
          {outcome && <span className="font-medium text-bad">{outcome.label}. </span>}
          {message}
        </p>
        {outcome && <p className="text-muted">{outcome.advice}</p>}
      </div>
    </li>
  );
}

export function JobErrors({ job: { id, failedImages, shots, errorLog } }: { job: Job }) {
  const [all, setAll] = useState(false);
  if (errorLog.length === 0) return null;
  return (
    <section aria-labelledby="job-errors" className="rounded-lg border bg-surface max-lg:order-first">
      <div className="flex flex-wrap items-center justify-between gap-x-3 border-b px-4 py-3">
        <h2 id="job-errors" className="font-semibold">
          {plural(failedImages, shots.length > 1 ? "image" : "product")} failed
        </h2>
        <Link
          href={`/dashboard?failedIn=${encodeURIComponent(id)}`}
          className="link inline-flex min-h-6 items-center rounded"
        >
          Show these products
        </Link>
      </div>
      <ul className="max-h-80 divide-y overflow-y-auto">
        {(all ? errorLog : errorLog.slice(0, SHOWN)).map((error) => (
          <ErrorRow
            key={`${error.productId} ${error.title} ${error.shot} ${error.at}`}
            error={error}
            shot={(shots.length > 1 && shots[error.shot]?.name) || null}
          />
        ))}
      </ul>
      {errorLog.length > SHOWN && !all && (
        <Button variant="ghost" className="w-full rounded-t-none border-t-line" onClick={() => setAll(true)}>
          {failedImages > errorLog.length ? `Show the latest ${errorLog.length}` : `Show all ${failedImages}`}
        </Button>
      )}
    </section>
  );
}
