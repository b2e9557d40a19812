"use client";

import { useState } from "react";
import { ColumnRow } from "#components/import/column-row.tsx";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/count.ts";
import type { Column, ImportPreview } from "#lib/schemas/import.ts";

/** Amazon's own sheets have 200 columns. */
const FEW = 8;

type ColumnListProps = {
  found: ImportPreview["columns"];
  guess: readonly Column[];
  columns: readonly Column[];
  setMapping: (index: number, mapping: Column) => void;
};

export function ColumnList({ found, guess, columns, setMapping }: ColumnListProps) {
  const [all, setAll] = useState(false);
  const names = found.map(({ name }) => name);
  const unused = columns.flatMap((column, index) =>
    column === null && guess[index] === null && !found[index]?.holdsLinks ? [index] : [],
  );
  const foldable = unused.slice(FEW);
  const folded = new Set(all ? [] : foldable);
  return (
    <section aria-labelledby="columns" className="overflow-hidden rounded-lg border bg-surface">
      <div className="space-y-0.5 border-b px-4 py-3">
        <h3 id="columns" className="font-semibold">
          Columns
        </h3>
        <p className="text-muted">Correct the meaning of any column. The preview above updates.</p>
      </div>
      <ul aria-labelledby="columns">
        {found.map((column, index) =>
          folded.has(index) ? null : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the place is what a column is known by; names may repeat.
            <ColumnRow key={index} {...{ column, index, names, columns, setMapping }} />
          ),
        )}
      </ul>
      {foldable.length > 0 && (
        <Button
          variant="ghost"
          className="w-full rounded-t-none border-t-line"
          aria-expanded={all}
          onClick={() => setAll(!all)}
        >
          {all ? "Show fewer columns" : `Show ${plural(foldable.length, "more skipped column")}`}
        </Button>
      )}
    </section>
  );
}
