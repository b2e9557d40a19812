"use client";

import { downloadZip } from "client-zip";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState, useTransition } from "react";
import { importHref } from "#components/import/import-params.ts";
import { chooseFiles, IDLE, packName, type UploadState } from "#components/import/import-state.ts";
import type { GivenFile } from "#components/ui/given-files.ts";
import { ApiError, upload } from "#lib/api-client.ts";
import type { importAcceptedSchema } from "#lib/schemas/import.ts";

function formOf(file: File): FormData {
  const form = new FormData();
  form.set("draft", "true");
  form.set("file", file);
  return form;
}

async function pack(given: readonly GivenFile[]): Promise<File> {
  const zip = downloadZip(
    given.map(({ file, path }) => ({ name: path, input: file, lastModified: file.lastModified })),
  );
  return new File([await zip.blob()], packName(given));
}

function useAskBeforeLeaving(sending: boolean) {
  useEffect(() => {
    if (!sending) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [sending]);
}

export function useUpload() {
  const router = useRouter();
  const [, startTransition] = useTransition();
  const [state, setState] = useState<UploadState>(IDLE);
  const underWay = useRef<AbortController | null>(null);
  useEffect(() => () => underWay.current?.abort(), []);
  useAskBeforeLeaving(state.phase !== "idle");

  async function sendFile(file: File, signal: AbortSignal) {
    const onProgress = (sentBytes: number) => setState({ phase: "sending", file, sentBytes });
    onProgress(0);
    try {
      const sent = await upload<typeof importAcceptedSchema>("/api/products/import", formOf(file), {
        onProgress,
        signal,
      });
      startTransition(() => {
        router.push(importHref(sent.importId));
        setState(IDLE);
      });
    } catch (failure) {
      if (signal.aborted) return;
      if (!(failure instanceof ApiError)) throw failure;
      setState({ phase: "idle", problem: `Couldn't upload “${file.name}”. ${failure.message}`, again: file });
    }
  }

  async function packAndSend(given: readonly GivenFile[], signal: AbortSignal) {
    setState({ phase: "packing", count: given.length });
    const file = await pack(given).catch(() => null);
    if (signal.aborted) return;
    if (file) await sendFile(file, signal);
    else setState({ ...IDLE, problem: "Couldn't read the photos. Put them into a zip and choose it." });
  }

  function choose(given: GivenFile[]) {
    if (state.phase !== "idle") return;
    const choice = chooseFiles(given);
    if (choice === null) return;
    if (typeof choice === "string") {
      setState({ ...IDLE, problem: choice });
      return;
    }
    const sending = new AbortController();
    underWay.current = sending;
    void ("send" in choice ? sendFile(choice.send, sending.signal) : packAndSend(choice.pack, sending.signal));
  }

  function stop() {
    underWay.current?.abort();
    setState(IDLE);
  }
  return { state, choose, stop };
}
