"use client";

import { TriangleAlert } from "lucide-react";
import { type ReactNode, useState } from "react";
import { ErrorTable } from "#components/import/error-table.tsx";
import { Button } from "#components/ui/button.tsx";
import { count, plural } from "#components/ui/count.ts";
import type { ImportRowError } from "#lib/schemas/import.ts";

const SHOWN = 20;

type ProblemsProps = {
  /** The first of them. */
  errors: readonly ImportRowError[];
  errorCount: number;
  note: ReactNode;
  /** Where the others can be found. */
  restIn?: string;
  action?: ReactNode;
};

export function Problems({ errors, errorCount, note, restIn = "", action }: ProblemsProps) {
  const [all, setAll] = useState(false);
  if (errorCount === 0) return null;
  const shown = all ? errors : errors.slice(0, SHOWN);
  const unlisted = errorCount - errors.length;
  return (
    <section aria-labelledby="problems" className="overflow-hidden rounded-lg border bg-surface">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
        <div className="min-w-0 flex-1 basis-60 space-y-0.5">
          <h3 id="problems" tabIndex={-1} className="flex items-center gap-2 rounded font-semibold">
            <TriangleAlert className="size-4 shrink-0 text-warn" aria-hidden />
            {plural(errorCount, "problem")}
          </h3>
          <p className="max-w-prose text-muted">{note}</p>
        </div>
        {action}
      </div>
      <ErrorTable labelledBy="problems" errors={shown} />
      {unlisted > 0 && shown.length === errors.length && (
        <p className="border-t px-4 py-2 text-muted">
          {count(unlisted)} more{restIn}
        </p>
      )}
      {errors.length > SHOWN && (
        <Button
          variant="ghost"
          className="w-full rounded-t-none border-t-line"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? "Show fewer" : `Show ${unlisted > 0 ? "the first" : "all"} ${count(errors.length)}`}
        </Button>
      )}
    </section>
  );
}
