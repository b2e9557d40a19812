"use client";

import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import { ROW_HEIGHT } from "#components/bulk-generate/product-list/product-row.tsx";
import { countRows, isNearEdge, type ListEnd, type Rows } from "#components/bulk-generate/product-list/rows.ts";

/** Pixels of the list's window, as its class has them. */
const WINDOW_HEIGHT = 416;
const SPARE_ROWS = 8;

type RowsInView = {
  scroller: RefObject<HTMLDivElement | null>;
  rows: Rows;
  /** Where the list grows from. */
  from: ListEnd;
  /** The end that is shown when `listKey` changes, and what is listed with it. */
  shown: ListEnd;
  listKey: string;
  /** Null while nothing more may be asked for. */
  loadMore: (() => void) | null;
};

/** Which rows are drawn, and where; the one with the focus always is. What comes in before those in view does not move them. */
export function useRowsInView({ scroller, rows, from, shown, listKey, loadMore }: RowsInView) {
  const [focused, setFocused] = useState<number | null>(null);
  const origin = rows.first - rows.before;
  const virtualizer = useVirtualizer({
    count: countRows(rows),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => origin + index,
    anchorTo: from,
    overscan: SPARE_ROWS,
    initialRect: { width: 0, height: WINDOW_HEIGHT },
    rangeExtractor(range: Range) {
      const drawn = defaultRangeExtractor(range);
      const index = focused === null ? -1 : focused - origin;
      return index < 0 || index >= range.count || drawn.includes(index)
        ? drawn
        : [...drawn, index].sort((a, b) => a - b);
    },
  });
  const isFilled = rows.products.length > 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each list and each jump in it
  useLayoutEffect(() => {
    if (shown === "start") virtualizer.scrollToOffset(0);
    else if (isFilled) virtualizer.scrollToIndex(countRows(rows) - 1, { align: "end" });
  }, [shown, isFilled, listKey]);

  const drawn = virtualizer.getVirtualItems();
  const { range } = virtualizer;
  const isNear = range !== null && isFilled && isNearEdge(rows, range.startIndex, range.endIndex);
  useEffect(() => {
    if (isNear) loadMore?.();
  }, [isNear, loadMore]);
  return { drawn, height: virtualizer.getTotalSize(), setFocused };
}
