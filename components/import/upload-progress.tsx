"use client";

import { X } from "lucide-react";
import { ScreenHeading } from "#components/import/screen-heading.tsx";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/count.ts";
import { fileSize } from "#components/ui/file-size.ts";
import { Progress } from "#components/ui/progress.tsx";

type UploadProgressProps = { file: File; sentBytes: number; onStop: () => void };

export function PackingPhotos({ count, onStop }: { count: number; onStop: () => void }) {
  return (
    <section aria-label="Upload" className="space-y-3 rounded-lg border bg-surface p-4">
      <ScreenHeading>{plural(count, "file")}</ScreenHeading>
      <p role="status" className="text-muted">
        Packing into one zip…
      </p>
      <Button onClick={onStop}>
        <X className="size-4" aria-hidden />
        Cancel
      </Button>
    </section>
  );
}

/** `sentBytes` includes the form around the file. */
export function UploadProgress({ file: { name, size }, sentBytes, onStop }: UploadProgressProps) {
  const sent = Math.min(sentBytes, size);
  const line = sent < size ? `${fileSize(sent)} of ${fileSize(size)} sent` : `${fileSize(size)} uploaded, reading…`;
  return (
    <section aria-label="Upload" className="space-y-3 rounded-lg border bg-surface p-4">
      <p role="status" className="sr-only">
        {sent < size ? `Uploading ${name}.` : "Upload complete."}
      </p>
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <ScreenHeading>{name}</ScreenHeading>
        </div>
        <Button onClick={onStop}>
          <X className="size-4" aria-hidden />
          Cancel
        </Button>
      </div>
      <Progress label={`Uploading ${name}`} made={sent} failed={0} total={size} valueText={line} />
      <p>{line}</p>
      <p className="text-muted">
        Keep this page open until the upload is done. You see a preview before anything is imported.
      </p>
    </section>
  );
}
