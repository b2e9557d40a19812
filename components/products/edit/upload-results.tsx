import { CircleCheck, CircleX, Clock, Copy, type LucideIcon, X } from "lucide-react";
import type { PhotoUpload } from "#components/products/edit/use-photo-upload.ts";
import { uploadSummary } from "#components/products/messages.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Progress } from "#components/ui/progress.tsx";

type Look = { icon: LucideIcon; word: string; className: string };

const LOOKS: Record<PhotoUpload["state"], Look> = {
  waiting: { icon: Clock, word: "Waiting", className: "text-muted" },
  added: { icon: CircleCheck, word: "Added", className: "text-good" },
  there: { icon: Copy, word: "Already there", className: "text-muted" },
  failed: { icon: CircleX, word: "Not added", className: "text-bad" },
};

function UploadRow({ upload: { name, variant, state, reason } }: { upload: PhotoUpload }) {
  const { icon: Icon, word, className } = LOOKS[state];
  return (
    <li className="grid grid-cols-[2.5rem_minmax(0,1fr)_auto] items-center gap-x-3 px-3 py-1.5">
      <span className="font-medium">{variant ?? "–"}</span>
      <span className="truncate" title={name}>
        {name}
      </span>
      <span className={cn("inline-flex items-center gap-1.5 font-medium", className)}>
        <Icon className="size-4 shrink-0" aria-hidden />
        {word}
      </span>
      {reason && <span className="col-span-2 col-start-2 break-words text-muted">{reason}</span>}
    </li>
  );
}

export function UploadResults({ uploads, onClose }: { uploads: PhotoUpload[]; onClose: () => void }) {
  if (uploads.length === 0) return null;
  const number = (wanted: PhotoUpload["state"]) => uploads.filter(({ state }) => state === wanted).length;
  const [waiting, added, there, failed] = [number("waiting"), number("added"), number("there"), number("failed")];
  return (
    <section aria-label="Added photos" className="rounded-lg border bg-surface">
      <div className="flex min-h-11 items-center gap-3 px-3 py-1.5">
        <p role="status" className="min-w-0 flex-1 font-medium">
          {waiting > 0
            ? `Adding photo ${uploads.length - waiting + 1} of ${uploads.length}…`
            : uploadSummary({ added, there, failed })}
        </p>
        {waiting === 0 && (
          <Button variant="ghost" size="sm" className="w-7 px-0" aria-label="Close the list" onClick={onClose}>
            <X className="size-4" aria-hidden />
          </Button>
        )}
      </div>
      {waiting > 0 && (
        <div className="px-3 pb-3">
          <Progress label="Photos" made={added + there} failed={failed} total={uploads.length} />
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
