import { Ban, CircleCheck, CircleX, Download, type LucideIcon, TriangleAlert } from "lucide-react";
import { ImportFacts } from "#components/import/facts.tsx";
import { areFiles, broughtNothing, endNote, endTitle } from "#components/import/messages.ts";
import { Problems } from "#components/import/problems.tsx";
import { ScreenHeading } from "#components/import/screen-heading.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { cn } from "#components/ui/class-names.ts";
import type { Import } from "#lib/schemas/import.ts";
import { isZipName } from "#lib/schemas/upload.ts";

function look({ status, errorCount }: Import): [LucideIcon, string] {
  if (status === "FAILED") return [CircleX, "text-bad"];
  if (status === "CANCELLED") return [Ban, "text-muted"];
  return errorCount > 0 ? [TriangleAlert, "text-warn"] : [CircleCheck, "text-good"];
}

function DownloadRows({ href, files }: { href: string; files: boolean }) {
  return (
    <a href={href} download className={buttonStyle({})}>
      <Download className="size-4" aria-hidden />
      {files ? "Download failed files (CSV)" : "Download failed rows (CSV)"}
    </a>
  );
}

function failedNote({ failedRowsUrl, errors, fileName }: Import): string {
  if (failedRowsUrl === null) return "These failed.";
  if (areFiles(errors))
    return "These files failed. Rename them and import them in a zip of their own, or correct the list and put it into that zip as catalog.csv.";
  const zip = isZipName(fileName) ? ", in a zip with its photos under the name catalog.csv" : "";
  return `The file lists each failed row with the reason. Correct them and import it again${zip}.`;
}

export function ImportResult({ ended }: { ended: Import }) {
  const [Icon, tone] = look(ended);
  const note = endNote(ended);
  const nothing = broughtNothing(ended);
  const { failedRowsUrl, errors, errorCount } = ended;
  return (
    <>
      <section aria-label="Result" className="space-y-4 rounded-lg border bg-surface p-4">
        <div className="space-y-1">
          <ScreenHeading icon={<Icon className={cn("mt-1 size-4 shrink-0", tone)} aria-hidden />}>
            {endTitle(ended)}
          </ScreenHeading>
          {note && <p className="max-w-prose break-words">{note}</p>}
        </div>
        <ImportFacts shown={ended} />
        <div className="flex flex-wrap gap-2">
          <ButtonLink href="/dashboard" variant={nothing ? "secondary" : "primary"}>
            See the products
          </ButtonLink>
          <ButtonLink href="/import" variant={nothing ? "primary" : "secondary"}>
            Import another file
          </ButtonLink>
        </div>
      </section>
      <Problems
        {...{ errors, errorCount }}
        note={failedNote(ended)}
        restIn={failedRowsUrl ? " in the CSV" : ""}
        action={failedRowsUrl && <DownloadRows href={failedRowsUrl} files={areFiles(errors)} />}
      />
    </>
  );
}
