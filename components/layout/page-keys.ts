"use client";

import { useEffect, useSyncExternalStore } from "react";

export type Keys = readonly (readonly [key: string, meaning: string])[];
export type PageKeys = { title: string; keys: Keys };

let current: PageKeys | null = null;
const listeners = new Set<() => void>();

function set(next: PageKeys | null): void {
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePageKeys(): PageKeys | null {
  return useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );
}

/** Adds the page's keys to the `?` dialog while it is mounted. `page` must be a constant. */
export function useOwnKeys(page: PageKeys): void {
  useEffect(() => {
    set(page);
    return () => set(null);
  }, [page]);
}

const TYPING =
  "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=combobox], [role=option]";

/** Does a key pressed here belong to a control that accepts letters? */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches(TYPING);
}
