"use client";

import { useCallback, useRef, useState } from "react";
import type { Tile } from "#components/review/tiles.ts";

const NOTHING: ReadonlySet<string> = new Set();

/** Which tiles are selected; with Shift all from the last click to this one. */
export function useSelected(tiles: readonly Tile[]) {
  const [selected, setTicked] = useState(NOTHING);
  const order = useRef(tiles);
  order.current = tiles;
  const last = useRef<string | null>(null);

  const select = useCallback((tileId: string, isSelected: boolean, isRange = false) => {
    const ids = order.current.map(({ id }) => id);
    const ends = [ids.indexOf(last.current ?? tileId), ids.indexOf(tileId)];
    const range = isRange && Math.min(...ends) >= 0 ? ids.slice(Math.min(...ends), Math.max(...ends) + 1) : [tileId];
    last.current = tileId;
    setTicked((before) => {
      const next = new Set(before);
      for (const id of range) isSelected ? next.add(id) : next.delete(id);
      return next;
    });
  }, []);
  return {
    selected,
    select,
    chosen: tiles.filter(({ id }) => selected.has(id)),
    clear: useCallback(() => setTicked(NOTHING), []),
  };
}
