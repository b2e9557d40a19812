"use client";

import type { ReactNode } from "react";
import { FilePicker } from "#components/import/file-picker.tsx";
import { Screen } from "#components/import/screen.tsx";
import { PackingPhotos, UploadProgress } from "#components/import/upload-progress.tsx";
import { useUpload } from "#components/import/use-upload.ts";
import { useFileDrop } from "#components/ui/use-file-drop.ts";

type UploaderProps = {
  /** Files can be dropped on the page in any case. */
  picker: boolean;
  /** Shown while no file is being uploaded. */
  children: ReactNode;
};

export function Uploader({ picker, children }: UploaderProps) {
  const { state, choose, stop } = useUpload();
  const over = useFileDrop(choose);
  if (state.phase !== "idle")
    return (
      <Screen key="sending">
        {state.phase === "packing" ? (
          <PackingPhotos count={state.count} onStop={stop} />
        ) : (
          <UploadProgress file={state.file} sentBytes={state.sentBytes} onStop={stop} />
        )}
      </Screen>
    );
  const { problem, again } = state;
  return (
    <>
      {(picker || over || problem !== null) && (
        <Screen key="picker">
          <FilePicker main={picker} over={over} problem={problem} again={again} onFiles={choose} />
        </Screen>
      )}
      {children}
    </>
  );
}
