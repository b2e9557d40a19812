import { Download, FileSpreadsheet } from "lucide-react";
import { resultsHref, zipHref } from "#components/images/export-link.ts";
import { buttonStyle } from "#components/ui/button-style.ts";
import { count } from "#components/ui/count.ts";
import type { ExportPreview, ExportQuery } from "#lib/schemas/export.ts";

function Count({ number, words, href }: { number: number; words: string; href: string }) {
  if (number === 0) return null;
  return (
    <a href={href} className="link rounded">
      <span className="font-semibold tabular-nums">{count(number)}</span> {words}
    </a>
  );
}

function obstacle({ collisionCount, fileCount }: ExportPreview): string | null {
  if (collisionCount > 0) return "Resolve the conflicts first.";
  return fileCount === 0 ? "No images can be exported with these settings." : null;
}

export function ExportSummary({ preview, query }: { preview: ExportPreview; query: ExportQuery }) {
  const { fileCount, collisionCount, missingAsinCount, failingCount, supersededCount, notSelectedCount } = preview;
  const missing = obstacle(preview);
  return (
    <section
      aria-label="Zip file"
      className="flex flex-wrap items-center gap-x-6 gap-y-3 rounded-lg border bg-surface p-4"
    >
      <div className="min-w-0 flex-1 basis-72 space-y-1">
        <p className="flex flex-wrap gap-x-4 gap-y-1">
          <span>
            <span className="font-semibold text-lg tabular-nums">{count(fileCount)}</span>{" "}
            {fileCount === 1 ? "file" : "files"} and a manifest
          </span>
        </p>
        <p className="flex flex-wrap gap-x-4 gap-y-1">
          <Count
            number={collisionCount}
            words={collisionCount === 1 ? "conflict to resolve" : "conflicts to resolve"}
            href="#collisions"
          />
          <Count number={missingAsinCount} words="skipped: no ASIN" href="#missing-asins" />
          <Count number={failingCount} words="skipped: MAIN fails a check" href="#failing" />
          <Count number={notSelectedCount} words="skipped: not selected" href="#not-selected" />
          <Count number={supersededCount} words="with a newer version not approved" href="#superseded" />
        </p>
        {missing && <p className="text-muted">{missing}</p>}
      </div>
      <div className="flex flex-wrap gap-2">
        <a href={resultsHref(query)} download className={buttonStyle({})}>
          <FileSpreadsheet className="size-4" aria-hidden />
          Results CSV
        </a>
        {!missing && (
          <a href={zipHref(query)} download className={buttonStyle({ variant: "primary" })}>
            <Download className="size-4" aria-hidden />
            Download zip
          </a>
        )}
      </div>
    </section>
  );
}
