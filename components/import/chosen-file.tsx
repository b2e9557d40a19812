"use client";

import { FileArchive, FileSpreadsheet } from "lucide-react";
import useSWR from "swr";
import { previewCsv } from "#components/import/import-state.ts";
import { Button } from "#components/ui/button.tsx";
import { fileSize } from "#components/ui/file-size.ts";
import { FormAlert } from "#components/ui/form-alert.tsx";

type ChosenFileProps = {
  file: File;
  problem: string | null;
  uploading: boolean;
  onImport: () => void;
  onCancel: () => void;
};

function CsvPreview({ rows: [head = [], ...rows] }: { rows: string[][] }) {
  return (
    <section aria-label="First rows" className="overflow-hidden rounded-lg border">
      <table className="w-full table-fixed text-xs">
        <thead className="bg-hover text-left">
          <tr>
            {head.map((name) => (
              <th key={name} scope="col" className="truncate px-2 py-1.5 font-medium sm:px-3">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.join("·")} className="border-t">
              {head.map((name, column) => (
                <td key={name} className="truncate px-2 py-1.5 sm:px-3">
                  {row[column]}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The file that will be imported, with the first rows of a CSV, and the button that does it. */
export function ChosenFile({ file, problem, uploading, onImport, onCancel }: ChosenFileProps) {
  const { data: rows } = useSWR(["csv", file.name, file.size, file.lastModified], () => previewCsv(file), {
    revalidateOnFocus: false,
  });
  const Icon = file.name.toLowerCase().endsWith(".csv") ? FileSpreadsheet : FileArchive;
  return (
    <section aria-label="Chosen file" className="space-y-4 rounded-lg border bg-surface p-4">
      <div className="flex items-center gap-3">
        <Icon className="size-5 shrink-0 text-muted" aria-hidden />
        <div className="min-w-0 flex-1">
          <p className="break-words font-medium">{file.name}</p>
          <p className="text-muted text-xs">{fileSize(file.size)}</p>
        </div>
      </div>
      {rows && <CsvPreview rows={rows} />}
      <FormAlert message={problem} />
      {uploading ? (
        <div role="status" className="space-y-2">
          <p>Reading “{file.name}”: products and photos are taken in one by one. A large zip takes a minute or two.</p>
          <div className="h-1 overflow-hidden rounded-full bg-line">
            <div className="h-full w-full rounded-full bg-accent motion-safe:animate-pulse" />
          </div>
        </div>
      ) : (
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" onClick={onImport}>
            Import this file
          </Button>
          <Button onClick={onCancel}>Choose another</Button>
        </div>
      )}
    </section>
  );
}
