"use client";

import { useCallback, useRef, useState } from "react";
import type { Tile } from "#components/review/tiles.ts";

const NOTHING: ReadonlySet<string> = new Set();

/** `tileId` alone where there is no such range. */
export function rangeOf(ids: readonly string[], last: string | null, tileId: string, isRange: boolean): string[] {
  const ends = [ids.indexOf(last ?? tileId), ids.indexOf(tileId)];
  const first = Math.min(...ends);
  return isRange && first >= 0 ? ids.slice(first, Math.max(...ends) + 1) : [tileId];
}

export function useSelected(tiles: readonly Tile[]) {
  const [selected, setSelected] = useState(NOTHING);
  const order = useRef(tiles);
  order.current = tiles;
  const last = useRef<string | null>(null);

  const select = useCallback((tileId: string, isSelected: boolean, isRange = false) => {
    const range = rangeOf(
      order.current.map(({ id }) => id),
      last.current,
      tileId,
      isRange,
    );
    last.current = tileId;
    setSelected((before) => (isSelected ? before.union(new Set(range)) : before.difference(new Set(range))));
  }, []);
  return {
    selected,
    select,
    chosen: tiles.filter(({ id }) => selected.has(id)),
    clear: useCallback(() => setSelected(NOTHING), []),
  };
}
