"use client";

import { useCallback, useSyncExternalStore } from "react";
import type { ShownProduct } from "#components/products/filters.tsx";
import {
  canPick,
  fromText,
  isSelected,
  NOTHING,
  type Selection,
  toText,
} from "#components/products/selection-rules.ts";
import type { ProductFilter } from "#lib/schemas/product.ts";

const KEY = "packshot.selection";

const listeners = new Set<() => void>();
let current: Selection | null = null;

function stored(): Selection {
  try {
    return fromText(sessionStorage.getItem(KEY) ?? "");
  } catch {
    // A browser that refuses storage: the selection then lives as long as the page.
    return NOTHING;
  }
}

/** For one-time reads; components use `useSelection`. */
export function readSelection(): Selection {
  current ??= stored();
  return current;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function changeSelection(change: (selection: Selection) => Selection): void {
  current = change(readSelection());
  try {
    sessionStorage.setItem(KEY, toText(current));
  } catch {
    // See stored().
  }
  for (const listener of listeners) listener();
}

/** One selection for all pages of this tab, kept over reloads, empty on the server. */
export function useSelection(): Selection {
  return useSyncExternalStore(subscribe, readSelection, () => NOTHING);
}

/** `out`: can't be selected together with the current selection. */
export type BoxState = "on" | "off" | "out";

/** Renders again only when the box changes. */
export function useBox(product: ShownProduct, shown: ProductFilter): BoxState {
  const box = useCallback((): BoxState => {
    const selection = readSelection();
    if (isSelected(selection, product, shown)) return "on";
    return canPick(selection, product, shown) ? "off" : "out";
  }, [product, shown]);
  return useSyncExternalStore(subscribe, box, () => "off");
}
