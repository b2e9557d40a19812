"use client";

import { useCallback, useSyncExternalStore } from "react";
import { z } from "zod";

const KEY = "packshot.selection";
const NOTHING: ReadonlySet<string> = new Set();
const idsSchema = z.array(z.string());

const listeners = new Set<() => void>();
let current: ReadonlySet<string> | null = null;

function stored(): ReadonlySet<string> {
  try {
    const ids = idsSchema.safeParse(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));
    return ids.success ? new Set(ids.data) : NOTHING;
  } catch {
    // A browser that refuses storage: the selection then lives as long as the page.
    return NOTHING;
  }
}

function read(): ReadonlySet<string> {
  current ??= stored();
  return current;
}

function write(ids: ReadonlySet<string>): void {
  current = ids;
  try {
    sessionStorage.setItem(KEY, JSON.stringify([...ids]));
  } catch {
    // See stored().
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function toggleSelected(id: string): void {
  const ids = new Set(read());
  if (!ids.delete(id)) ids.add(id);
  write(ids);
}

export const addSelected = (ids: Iterable<string>) => write(new Set([...read(), ...ids]));
const clear = () => write(NOTHING);

export function removeSelected(ids: Iterable<string>): void {
  const left = new Set(read());
  for (const id of ids) left.delete(id);
  write(left);
}

export type Selection = {
  ids: ReadonlySet<string>;
  toggle: (id: string) => void;
  add: (ids: Iterable<string>) => void;
  removeAll: (ids: Iterable<string>) => void;
  clear: () => void;
};

/** The ids of the selected products: one set for all pages of this tab, kept over reloads, empty on the server. */
export function useSelection(): Selection {
  const ids = useSyncExternalStore(subscribe, read, () => NOTHING);
  return { ids, toggle: toggleSelected, add: addSelected, removeAll: removeSelected, clear };
}

/** Is this one product selected? Draws again only when that changes. */
export function useIsSelected(id: string): boolean {
  const has = useCallback(() => read().has(id), [id]);
  return useSyncExternalStore(subscribe, has, () => false);
}
