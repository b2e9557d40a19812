import { Download, FileSpreadsheet } from "lucide-react";
import { resultsHref, zipHref } from "#components/export/export-params.ts";
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

/** Why there is no zip yet; null where there is one. */
function obstacle({ collisionCount, fileCount }: ExportPreview): string | null {
  if (collisionCount > 0) return "First choose one image wherever several would be the same file.";
  return fileCount === 0 ? "No image can be exported like this." : null;
}

/** What the zip holds, with the button that fetches it. */
export function ExportSummary({ preview, query }: { preview: ExportPreview; query: ExportQuery }) {
  const { fileCount, collisionCount, missingAsinCount, failingCount, supersededCount, notCountedCount } = preview;
  const missing = obstacle(preview);
  return (
    <section
      aria-label="The zip"
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
          <Count number={collisionCount} words="to choose" href="#collisions" />
          <Count number={missingAsinCount} words="without an ASIN, left out" href="#missing-asins" />
          <Count number={failingCount} words="failing as MAIN, left out" href="#failing" />
          <Count number={notCountedCount} words="not counted, left out" href="#not-counted" />
          <Count number={supersededCount} words="with a version that nobody approved" href="#superseded" />
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
