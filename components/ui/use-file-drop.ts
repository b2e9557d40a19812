"use client";

import { useEffect, useEffectEvent, useState } from "react";
import { type GivenFile, givenFiles } from "#components/ui/given-files.ts";

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;

/** A field handles its own paste. */
const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || target.matches("input, textarea, select"));

/** Returns whether some are being dragged over the page. */
export function useFileDrop(onFiles: (files: GivenFile[]) => void): boolean {
  const [over, setOver] = useState(false);
  const take = useEffectEvent((data: DataTransfer | null) => {
    if (data) void givenFiles(data).then(onFiles);
  });
  useEffect(() => {
    const enter = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      take(event.dataTransfer);
    };
    const paste = (event: ClipboardEvent) => {
      if (isField(event.target) || !event.clipboardData?.files.length) return;
      event.preventDefault();
      take(event.clipboardData);
    };
    const listeners = new AbortController();
    const { signal } = listeners;
    window.addEventListener("dragover", enter, { signal });
    window.addEventListener("dragleave", leave, { signal });
    window.addEventListener("drop", drop, { signal });
    window.addEventListener("paste", paste, { signal });
    return () => listeners.abort();
  }, []);
  return over;
}
