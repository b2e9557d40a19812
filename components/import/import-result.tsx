"use client";

import { CircleCheck, Download, TriangleAlert } from "lucide-react";
import { errorsAsCsv } from "#components/import/import-state.ts";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { count, plural } from "#components/ui/count.ts";
import type { ImportResult, ImportRowError } from "#lib/schemas/import.ts";

const SHOWN = 500;

function saveErrors(result: ImportResult): void {
  const address = URL.createObjectURL(errorsAsCsv(result));
  const link = Object.assign(document.createElement("a"), { href: address, download: "rows-not-imported.csv" });
  link.click();
  URL.revokeObjectURL(address);
}

function ErrorTable({ errors }: { errors: ImportRowError[] }) {
  return (
    <table className="w-full table-fixed">
      <thead className="border-y text-left text-muted text-xs">
        <tr>
          <th scope="col" className="w-16 px-3 py-1.5 font-medium">
            Row
          </th>
          <th scope="col" className="w-2/5 px-3 py-1.5 font-medium">
            File
          </th>
          <th scope="col" className="px-3 py-1.5 font-medium">
            Reason
          </th>
        </tr>
      </thead>
      <tbody>
        {errors.slice(0, SHOWN).map(({ row, file, code, message }) => (
          <tr key={`${row}·${file}·${code}`} className="border-t align-top first:border-t-0">
            <td className="px-3 py-1.5">{row ?? "–"}</td>
            <td className="break-words px-3 py-1.5 font-mono text-xs">{file ?? "–"}</td>
            <td className="break-words px-3 py-1.5">{message}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function BadRows({ result }: { result: ImportResult }) {
  const { length } = result.errors;
  return (
    <section aria-labelledby="bad-rows" className="overflow-hidden rounded-lg border bg-surface">
      <div className="flex flex-wrap items-center gap-2 px-3 py-2">
        <TriangleAlert className="size-4 text-warn" aria-hidden />
        <h2 id="bad-rows" className="mr-auto font-semibold">
          {plural(length, "row")} not imported
          {length > SHOWN && <span className="font-normal text-muted">, the first {SHOWN} of them</span>}
        </h2>
        <Button size="sm" onClick={() => saveErrors(result)}>
          <Download className="size-4" aria-hidden />
          Download as CSV
        </Button>
      </div>
      <ErrorTable errors={result.errors} />
    </section>
  );
}

/** What an import brought: the good rows are in, the bad ones are listed. */
export function ImportSummary({
  fileName,
  result,
  onAgain,
}: {
  fileName: string;
  result: ImportResult;
  onAgain: () => void;
}) {
  const facts = [
    ["Products created", result.productsCreated],
    ["Products updated", result.productsUpdated],
    ["Images added", result.imagesAdded],
    ["Images already there", result.imagesUnchanged],
  ] as const;
  return (
    <div className="space-y-6">
      <section aria-labelledby="imported" role="status" className="space-y-4 rounded-lg border bg-surface p-4">
        <h2 id="imported" className="flex items-center gap-2 font-semibold">
          <CircleCheck className="size-4 shrink-0 text-good" aria-hidden />
          <span className="min-w-0 break-words">“{fileName}” has been read</span>
        </h2>
        <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
          {facts.map(([name, number]) => (
            <div key={name} className="flex flex-col-reverse">
              <dt className="text-muted text-xs">{name}</dt>
              <dd className="font-semibold text-xl">{count(number)}</dd>
            </div>
          ))}
        </dl>
        <div className="flex flex-wrap gap-2">
          <ButtonLink href="/dashboard" variant="primary">
            See the products
          </ButtonLink>
          <Button onClick={onAgain}>Import another file</Button>
        </div>
      </section>
      {result.errors.length > 0 && <BadRows result={result} />}
    </div>
  );
}
