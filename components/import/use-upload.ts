"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { importHref } from "#components/import/import-params.ts";
import { chooseFile, IDLE, type UploadState } from "#components/import/import-state.ts";
import { ApiError, upload } from "#lib/api-client.ts";
import { importAcceptedSchema } from "#lib/schemas/import.ts";

function formOf(file: File): FormData {
  const form = new FormData();
  form.set("start", "no");
  form.set("file", file);
  return form;
}

/** Asks before the page is closed with a file on its way. */
function useAskBeforeLeaving(sending: boolean) {
  useEffect(() => {
    if (!sending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [sending]);
}

/** Sends one file at a time to the server, where it waits for a person, and shows what the server makes of it. */
export function useUpload() {
  const router = useRouter();
  const [, startTransition] = useTransition();
  const [state, setState] = useState<UploadState>(IDLE);
  const underWay = useRef<AbortController | null>(null);
  useEffect(() => () => underWay.current?.abort(), []);
  useAskBeforeLeaving(state.phase === "sending");

  async function sendFile(file: File) {
    const sending = new AbortController();
    underWay.current = sending;
    const { signal } = sending;
    const onProgress = (sentBytes: number) => setState({ phase: "sending", file, sentBytes });
    onProgress(0);
    try {
      const sent = await upload("/api/products/import", importAcceptedSchema, formOf(file), { onProgress, signal });
      startTransition(() => {
        router.push(importHref(sent.importId));
        setState(IDLE);
      });
    } catch (failure) {
      if (signal.aborted) return;
      if (!(failure instanceof ApiError)) throw failure;
      setState({ phase: "idle", problem: `“${file.name}” was not taken. ${failure.message}`, again: file });
    }
  }

  function choose(files: File[]) {
    if (state.phase === "sending") return;
    const chosen = chooseFile(files);
    if (typeof chosen === "string") setState({ ...IDLE, problem: chosen });
    else if (chosen) void sendFile(chosen);
  }

  function stop() {
    underWay.current?.abort();
    setState(IDLE);
  }
  return { state, choose, stop };
}
