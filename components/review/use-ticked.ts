"use client";

import { useCallback, useRef, useState } from "react";
import type { Place } from "#components/review/places.ts";

const NOTHING: ReadonlySet<string> = new Set();

/** Which places are ticked; with Shift all from the last click to this one. */
export function useTicked(places: readonly Place[]) {
  const [ticked, setTicked] = useState(NOTHING);
  const order = useRef(places);
  order.current = places;
  const last = useRef<string | null>(null);

  const tick = useCallback((placeId: string, isTicked: boolean, isRange = false) => {
    const ids = order.current.map(({ id }) => id);
    const ends = [ids.indexOf(last.current ?? placeId), ids.indexOf(placeId)];
    const range = isRange && Math.min(...ends) >= 0 ? ids.slice(Math.min(...ends), Math.max(...ends) + 1) : [placeId];
    last.current = placeId;
    setTicked((before) => {
      const next = new Set(before);
      for (const id of range) isTicked ? next.add(id) : next.delete(id);
      return next;
    });
  }, []);
  return {
    ticked,
    tick,
    chosen: places.filter(({ id }) => ticked.has(id)),
    clear: useCallback(() => setTicked(NOTHING), []),
  };
}
