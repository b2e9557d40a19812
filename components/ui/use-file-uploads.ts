"use client";

import { useRef, useState } from "react";
import { createQueue } from "#components/ui/queue.ts";
import { reasonOf } from "#components/ui/reason-of.ts";

export type FileUpload = {
  key: number;
  name: string;
  /** Where it goes, shown next to its name; null: nowhere. */
  label?: string | null;
  state: "waiting" | "added" | "there" | "failed";
  reason?: string;
};

type GivenUpload = Pick<FileUpload, "label"> & { file: File } & (
    | {
        /** Sends it, and resolves with the id of what the server has stored. */
        send: () => Promise<string>;
      }
    | {
        /** Why it is not sent. */
        refusal: string;
      }
  );

const isWaiting = ({ state }: FileUpload) => state === "waiting";

/** Files are sent one after the other. */
export function useFileUploads() {
  const [uploads, setUploads] = useState<FileUpload[]>([]);
  const [queue] = useState(createQueue);
  const known = useRef(new Set<string>());
  const nextKey = useRef(0);
  /** Those shown now, while any of them waits. */
  const running = uploads.some(isWaiting) ? uploads : [];

  async function outcomeOf(given: GivenUpload): Promise<Pick<FileUpload, "state" | "reason">> {
    if ("refusal" in given) return { state: "failed", reason: given.refusal };
    try {
      const id = await given.send();
      if (known.current.has(id)) return { state: "there" };
      known.current.add(id);
      return { state: "added" };
    } catch (error) {
      return { state: "failed", reason: reasonOf(error) };
    }
  }

  /** `stored`: what the server has before. */
  function add(files: GivenUpload[], stored: readonly { id: string }[]): void {
    for (const { id } of stored) known.current.add(id);
    const added = files.map((given) => ({ given, key: nextKey.current++ }));
    setUploads([
      ...running,
      ...added.map(({ given: { file, label }, key }) => ({ key, name: file.name, label, state: "waiting" as const })),
    ]);
    for (const { given, key } of added) {
      void queue.add(async () => {
        const outcome = await outcomeOf(given);
        setUploads((list) => list.map((entry) => (entry.key === key ? { ...entry, ...outcome } : entry)));
      });
    }
  }

  return { uploads, running, add, clear: () => setUploads([]) };
}
