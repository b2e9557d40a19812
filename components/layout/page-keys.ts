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

/** The keys of the page that is shown; null where it has none of its own. */
export function usePageKeys(): PageKeys | null {
  return useSyncExternalStore(
    subscribe,
    () => current,
    () => null,
  );
}

/** Adds a page's own keys to those that `?` shows, for as long as the page is there. `page` is a constant. */
export function useOwnKeys(page: PageKeys): void {
  useEffect(() => {
    set(page);
    return () => set(null);
  }, [page]);
}

const TYPING =
  "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=combobox], [role=option]";

/** Does a key that is pressed here belong to a control that takes letters? */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches(TYPING);
}
