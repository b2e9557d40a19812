"use client";

import { Upload } from "lucide-react";
import { buttonStyle } from "#components/ui/button-style.ts";
import { cn } from "#components/ui/class-names.ts";
import { FormAlert } from "#components/ui/form-alert.tsx";

type FilePickerProps = { over: boolean; problem: string | null; onFiles: (files: File[]) => void };

/** Where a file is chosen; files may be dropped anywhere on the page. `over`: one is held over it. */
export function FilePicker({ over, problem, onFiles }: FilePickerProps) {
  return (
    <section aria-label="Choose a file" className="space-y-3">
      <div
        className={cn(
          "flex flex-col items-center gap-3 rounded-lg border border-control border-dashed bg-surface px-4 py-12 text-center transition-colors",
          over && "border-accent bg-accent-soft",
        )}
      >
        <Upload className="size-6 text-muted" aria-hidden />
        <div>
          <p className="font-semibold text-base">
            {over ? "Let go to take it" : "Drop a zip or a CSV anywhere on this page"}
          </p>
          <p className="text-muted">Or choose it from this computer.</p>
        </div>
        <label
          className={buttonStyle(
            { variant: "primary" },
            "focus-within:outline-2 focus-within:outline-accent-text focus-within:outline-offset-2",
          )}
        >
          Choose a zip or CSV file
          <input
            type="file"
            accept=".zip,.csv"
            className="sr-only"
            onChange={(event) => {
              onFiles([...(event.target.files ?? [])]);
              event.target.value = "";
            }}
          />
        </label>
      </div>
      <FormAlert message={problem} />
    </section>
  );
}
