"use client";

import { RotateCcw, Upload } from "lucide-react";
import { ScreenHeading } from "#components/import/screen-heading.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { cn } from "#components/ui/class-names.ts";
import { FormAlert } from "#components/ui/form-alert.tsx";
import type { GivenFile } from "#components/ui/given-files.ts";
import { ACCEPTED_IMPORTS, ACCEPTED_PICTURES } from "#lib/schemas/upload.ts";

type FilePickerProps = {
  /** Whether it is the only screen, or above another one. */
  main: boolean;
  /** A file is being dragged over the page. */
  over: boolean;
  problem: string | null;
  /** A file whose upload failed and can be retried. */
  again: File | null;
  onFiles: (files: GivenFile[]) => void;
};

const ACCEPT = `${ACCEPTED_IMPORTS},${ACCEPTED_PICTURES}`;
const given = (file: File): GivenFile => ({ file, path: file.name });

export function FilePicker({ main, over, problem, again, onFiles }: FilePickerProps) {
  return (
    <section aria-label="Choose files" className="space-y-3">
      <div
        className={cn(
          "flex flex-col items-center gap-3 rounded-lg border border-control border-dashed bg-surface px-4 py-12 text-center transition-colors",
          over && "border-accent bg-accent-soft",
        )}
      >
        <Upload className="size-6 text-muted" aria-hidden />
        <div className="grid justify-items-center gap-1">
          <ScreenHeading main={main}>
            {over ? "Drop to upload" : "Drop a zip, a sheet, photos or a folder anywhere on this page"}
          </ScreenHeading>
          <p className="text-muted">
            Or choose files from this computer, up to 5 GB. You see a preview before anything is imported.
          </p>
        </div>
        <label
          className={buttonStyle(
            { variant: "primary" },
            "focus-within:outline-2 focus-within:outline-accent-text focus-within:outline-offset-2",
          )}
        >
          Choose files
          <input
            type="file"
            multiple
            accept={ACCEPT}
            className="sr-only"
            onChange={(event) => {
              onFiles([...(event.target.files ?? [])].map(given));
              event.target.value = "";
            }}
          />
        </label>
      </div>
      <FormAlert message={problem} />
      {again && (
        <Button onClick={() => onFiles([given(again)])}>
          <RotateCcw className="size-4" aria-hidden />
          Upload again
        </Button>
      )}
    </section>
  );
}
