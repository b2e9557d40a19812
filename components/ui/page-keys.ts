"use client";

import { useEffect } from "react";
import { createStore, useStore } from "#components/ui/store.ts";

export type Keys = readonly (readonly [key: string, meaning: string])[];
export type PageKeys = { title: string; keys: Keys };

const store = createStore<PageKeys | null>(null);

export const usePageKeys = (): PageKeys | null => useStore(store, null);

/** `page` must stay the same object. */
export function useOwnKeys(page: PageKeys | null): void {
  useEffect(() => {
    store.set(() => page);
    return () => store.set(() => null);
  }, [page]);
}

const TYPING =
  "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable], [role=combobox], [role=listbox], [role=option]";

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.matches(TYPING);
}
