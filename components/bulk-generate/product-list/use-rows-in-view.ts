"use client";

import { type RefObject, useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from "react";
import { ROW_HEIGHT } from "#components/bulk-generate/product-list/product-row.tsx";
import { countRows, isNearEdge, type ListEnd, type Rows } from "#components/bulk-generate/product-list/rows.ts";
import { drawnRows } from "#components/ui/drawn-rows.ts";

/** Pixels, the same as in the element's class. */
const WINDOW_HEIGHT = 416;
const ROWS_IN_VIEW = Math.ceil(WINDOW_HEIGHT / ROW_HEIGHT);
const SPARE_ROWS = 8;

type ListInView = {
  scroller: RefObject<HTMLDivElement | null>;
  rows: Rows;
  /** The end from which the list grows. */
  from: ListEnd;
  /** The end to show when `listKey` changes. */
  shown: ListEnd;
  listKey: string;
  /** Null while nothing more may be requested. */
  loadMore: (() => void) | null;
};

/** Always includes the focused row; rows loaded before those in view do not move them. */
export function useRowsInView({ scroller, rows, from, shown, listKey, loadMore }: ListInView) {
  const [focused, setFocused] = useState<number | null>(null);
  const [first, setFirst] = useState(0);
  const count = countRows(rows);
  const origin = rows.first - rows.before;
  const isFilled = rows.products.length > 0;
  const last = Math.min(first + ROWS_IN_VIEW, count - 1);

  const look = () => setFirst(Math.floor((scroller.current?.scrollTop ?? 0) / ROW_HEIGHT));
  const scrollTo = (top: number) => {
    if (scroller.current) scroller.current.scrollTop = top;
    look();
  };
  const grown = useRef({ listKey, origin, isFilled });
  const keepPlace = useEffectEvent((now: typeof grown.current) => {
    const before = grown.current;
    grown.current = now;
    if (from === "start" || !before.isFilled || before.listKey !== now.listKey) return;
    scrollTo((scroller.current?.scrollTop ?? 0) + (before.origin - now.origin) * ROW_HEIGHT);
  });
  useLayoutEffect(() => keepPlace({ listKey, origin, isFilled }), [listKey, origin, isFilled]);
  const showEnd = useEffectEvent((list: Pick<ListInView, "listKey" | "shown"> & { isFilled: boolean }) => {
    if (list.shown === "start") scrollTo(0);
    else if (list.isFilled) scrollTo(count * ROW_HEIGHT);
  });
  useLayoutEffect(() => showEnd({ listKey, shown, isFilled }), [listKey, shown, isFilled]);

  const isNear = isFilled && isNearEdge(rows, first, last);
  useEffect(() => {
    if (isNear) loadMore?.();
  }, [isNear, loadMore]);
  const also = focused === null ? -1 : focused - origin;
  return {
    drawn: drawnRows({ first, last }, { count, spare: SPARE_ROWS, also }),
    origin,
    height: count * ROW_HEIGHT,
    onScroll: look,
    setFocused,
  };
}
