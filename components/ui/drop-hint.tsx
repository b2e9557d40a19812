"use client";

import { Upload } from "lucide-react";
import { useFileDrop } from "#components/ui/use-file-drop.ts";
import { topLayer } from "#components/ui/use-keys.ts";

type DropHintProps = {
  /** "Drop to add the photos" */
  text: string;
  onFiles: (files: File[]) => void;
};

/** Takes dropped and pasted files, unless a dialog is open. */
export function DropHint({ text, onFiles }: DropHintProps) {
  const over = useFileDrop((files) => {
    if (!topLayer()) onFiles(files.map(({ file }) => file));
  });
  if (!over || topLayer()) return null;
  return (
    <div className="pointer-events-none fixed inset-0 z-30 grid place-items-center bg-scrim p-4">
      <p className="flex items-center gap-2 rounded-lg border bg-raised px-4 py-3 font-semibold text-base">
        <Upload className="size-5" aria-hidden />
        {text}
      </p>
    </div>
  );
}
