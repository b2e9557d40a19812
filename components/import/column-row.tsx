"use client";

import { columnName, columnOptions, meaningOf, optionOf } from "#components/import/column-rules.ts";
import { cn } from "#components/ui/class-names.ts";
import { Select } from "#components/ui/select.tsx";
import type { Column, ImportPreview } from "#lib/schemas/import.ts";

type ColumnRowProps = {
  column: ImportPreview["columns"][number];
  index: number;
  names: readonly string[];
  columns: readonly Column[];
  setMapping: (index: number, mapping: Column) => void;
};

export function ColumnRow({ column: { name, samples }, index, names, columns, setMapping }: ColumnRowProps) {
  const mapping = columns[index] ?? null;
  const cells = samples.filter((sample) => sample.trim() !== "").join(" · ");
  return (
    <li className="grid items-center gap-x-4 gap-y-1.5 border-t px-4 py-2 first:border-t-0 sm:grid-cols-[minmax(0,1fr)_14rem]">
      <div className="min-w-0 gap-x-4 md:grid md:grid-cols-[minmax(0,2fr)_minmax(0,3fr)] md:items-baseline">
        <p className={cn("break-words", mapping === null ? "text-muted" : "font-medium")}>
          {name.trim() || <span className="text-muted">No name</span>}
        </p>
        <p title={cells} className="truncate text-muted text-xs">
          {cells || "Empty"}
        </p>
      </div>
      <Select
        label={`Meaning of ${columnName(name, index)}`}
        hideLabel
        value={optionOf(mapping)}
        options={columnOptions(names, columns, index)}
        onValueChange={(option) => setMapping(index, meaningOf(option))}
      />
    </li>
  );
}
