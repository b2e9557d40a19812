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
import { createKeptStore, useStore } from "#components/ui/store.ts";
import type { ProductFilter } from "#lib/schemas/product.ts";

const store = createKeptStore(NOTHING, { key: "packshot.selection", area: "sessionStorage", toText, fromText });

/** For one-time reads; components use `useSelection`. */
export const readSelection = store.get;

export const changeSelection = store.set;

/** One selection for all pages of this tab, kept over reloads, empty on the server. */
export const useSelection = (): Selection => useStore(store, NOTHING);

/** `out`: can't be selected together with the current selection. */
export type BoxState = "on" | "off" | "out";

/** Renders again only when the box changes. */
export function useBox(product: ShownProduct, shown: ProductFilter): BoxState {
  const box = useCallback((): BoxState => {
    const selection = readSelection();
    if (isSelected(selection, product, shown)) return "on";
    return canPick(selection, product, shown) ? "off" : "out";
  }, [product, shown]);
  return useSyncExternalStore(store.subscribe, box, () => "off");
}
