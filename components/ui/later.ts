"use client";

import { useEffect, useState } from "react";
import { createStore, type Readable, useStore } from "#components/ui/store.ts";

/** Code that the first load of a page leaves out. */
export type Later<Part> = { load: () => Promise<void>; store: Readable<Part | null> };

const FIRST_INPUTS = ["pointermove", "pointerdown", "keydown"] as const;

/** Nobody opens anything before they move the pointer, touch the page or press a key. */
function onFirstInput(run: () => void): void {
  const stop = new AbortController();
  for (const name of FIRST_INPUTS)
    window.addEventListener(
      name,
      () => {
        stop.abort();
        run();
      },
      { signal: stop.signal, passive: true, capture: true },
    );
}

/** `fetchPart` runs at the first input, or earlier if `load` is called. It runs again after a failure. */
export function later<Part>(fetchPart: () => Promise<Part>): Later<Part> {
  const store = createStore<Part | null>(null);
  let loading: Promise<void> | null = null;

  function load(): Promise<void> {
    loading ??= fetchPart().then(
      (part) => store.set(() => part),
      (error) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  }
  // A failure is reported by the component that needs the part: it calls `load` again.
  if (typeof window !== "undefined") onFirstInput(() => void load().catch(() => {}));
  return { load, store };
}

/** Null until the part was `wanted` once and is loaded. Throws to the error page if it can't be loaded. */
export function useLater<Part>({ load, store }: Later<Part>, wanted: boolean): Part | null {
  const [wasWanted, setWasWanted] = useState(wanted);
  const [failure, setFailure] = useState<{ error: unknown } | null>(null);
  const part = useStore(store, null);
  if (wanted && !wasWanted) setWasWanted(true);
  useEffect(() => {
    if (wasWanted) load().catch((error) => setFailure({ error }));
  }, [wasWanted, load]);
  if (failure) throw failure.error;
  return wasWanted ? part : null;
}

/** For what a page can do without: null until it is loaded, which each change of `wish` but 0 asks for. */
export function useIfLoaded<Part>({ load, store }: Later<Part>, wish: number): Part | null {
  useEffect(() => {
    // Without a connection the next wish tries again.
    if (wish > 0) load().catch(() => {});
  }, [wish, load]);
  return useStore(store, null);
}
