import { CircleCheck, CircleX, Clock, Copy, type LucideIcon, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { plural } from "#components/ui/count.ts";
import { Progress } from "#components/ui/progress.tsx";
import type { FileUpload } from "#components/ui/use-file-uploads.ts";

type UploadKind = "photo" | "picture";

type StateStyle = { icon: LucideIcon; word: string; className: string };

const STATES: Record<FileUpload["state"], StateStyle> = {
  waiting: { icon: Clock, word: "Waiting", className: "text-muted" },
  added: { icon: CircleCheck, word: "Added", className: "text-good" },
  there: { icon: Copy, word: "Already there", className: "text-muted" },
  failed: { icon: CircleX, word: "Not added", className: "text-bad" },
};

function UploadRow({ upload: { name, label, state, reason } }: { upload: FileUpload }) {
  const { icon: Icon, word, className } = STATES[state];
  return (
    <li
      className={cn(
        "grid items-center gap-x-3 px-3 py-1.5",
        label === undefined ? "grid-cols-[minmax(0,1fr)_auto]" : "grid-cols-[2.5rem_minmax(0,1fr)_auto]",
      )}
    >
      {label !== undefined && <span className="font-medium">{label ?? "–"}</span>}
      <span className="truncate" title={name}>
        {name}
      </span>
      <span className={cn("inline-flex items-center gap-1.5 font-medium", className)}>
        <Icon className="size-4 shrink-0" aria-hidden />
        {word}
      </span>
      {reason && (
        <span className={cn("col-span-2 break-words text-muted", label !== undefined && "col-start-2")}>{reason}</span>
      )}
    </li>
  );
}

export function uploadSummary(
  kind: UploadKind,
  { added, there, failed }: { added: number; there: number; failed: number },
): string {
  const parts = [
    added > 0 && `${plural(added, kind)} added`,
    there > 0 && `${there} already there`,
    failed > 0 && `${failed} not added`,
  ];
  return `${parts.filter(Boolean).join(", ")}.`;
}

type UploadResultsProps = { kind: UploadKind; uploads: FileUpload[]; onClose: () => void };

export function UploadResults({ kind, uploads, onClose }: UploadResultsProps) {
  if (uploads.length === 0) return null;
  const number = (wanted: FileUpload["state"]) => uploads.filter(({ state }) => state === wanted).length;
  const [waiting, added, there, failed] = [number("waiting"), number("added"), number("there"), number("failed")];
  return (
    <section aria-label={`Added ${kind}s`} className="rounded-lg border bg-surface">
      <div className="flex min-h-11 items-center gap-3 px-3 py-1.5">
        <p role="status" className="min-w-0 flex-1 font-medium">
          {waiting > 0
            ? `Adding ${kind} ${uploads.length - waiting + 1} of ${uploads.length}…`
            : uploadSummary(kind, { added, there, failed })}
        </p>
        {waiting === 0 && (
          <Button variant="ghost" size="sm" className="w-7 px-0" aria-label="Close the list" onClick={onClose}>
            <X className="size-4" aria-hidden />
          </Button>
        )}
      </div>
      {waiting > 0 && (
        <div className="px-3 pb-3">
          <Progress
            label={kind === "photo" ? "Photos" : "Pictures"}
            made={added + there}
            failed={failed}
            total={uploads.length}
          />
        </div>
      )}
      <ul aria-label="Files" className="max-h-60 divide-y overflow-y-auto border-t">
        {uploads.map((upload) => (
          <UploadRow key={upload.key} upload={upload} />
        ))}
      </ul>
    </section>
  );
}
