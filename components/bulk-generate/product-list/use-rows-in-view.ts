"use client";

import { defaultRangeExtractor, type Range, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useState } from "react";
import { ROW_HEIGHT } from "#components/bulk-generate/product-list/product-row.tsx";
import { countRows, isNearEdge, type ListEnd, type Rows } from "#components/bulk-generate/product-list/rows.ts";

/** Pixels, the same as in the element's class. */
const WINDOW_HEIGHT = 416;
const SPARE_ROWS = 8;

type RowsInView = {
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
