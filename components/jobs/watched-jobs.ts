import { useSyncExternalStore } from "react";
import { z } from "zod";

const KEY = "packshot.watched-jobs";
const MOST = 20;
const NONE: readonly string[] = [];
const listeners = new Set<() => void>();
/** Used if the browser refuses storage; the list then lives as long as the page. */
let written: string | null = null;
let known: { stored: string | null; ids: readonly string[] } = { stored: null, ids: NONE };

function parse(stored: string | null): readonly string[] {
  try {
    return z.array(z.string()).parse(JSON.parse(stored ?? "[]"));
  } catch {
    return NONE; // Somebody else's, or cut off: nothing is lost but a notice.
  }
}

function load(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return written;
  }
}

export function watchedJobs(): readonly string[] {
  const stored = load();
  if (stored !== known.stored) known = { stored, ids: parse(stored) };
  return known.ids;
}

function write(ids: readonly string[]): void {
  written = JSON.stringify(ids.slice(-MOST));
  try {
    localStorage.setItem(KEY, written);
  } catch {
    // See `written`.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** In all tabs. */
export function useWatchedJobs(): readonly string[] {
  return useSyncExternalStore(subscribe, watchedJobs, () => NONE);
}

export function watchJob(id: string): void {
  write([...watchedJobs().filter((other) => other !== id), id]);
}

export function unwatchJob(id: string): void {
  write(watchedJobs().filter((other) => other !== id));
}
