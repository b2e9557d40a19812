"use client";

import { defaultRangeExtractor, type Range, useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { columnsIn, layOut } from "#components/review/layout.ts";
import { TILE_REST, tileElementId } from "#components/review/review-tile.tsx";
import type { Tile } from "#components/review/tiles.ts";

const SPARE_ROWS = 2;
const FIRST_HEIGHT = 900;
/** Pixels that the header covers, and those of the bar for what is selected. */
const COVERED = { top: 112, bottom: 72 };
/** Rows from the end of what is loaded at which more is asked for. */
const NEAR_ROWS = 6;

type GridOptions = {
  tiles: readonly Tile[];
  hasMore: boolean;
  /** The tile that the arrow keys start from. */
  cursor: number;
  loadMore: (() => void) | null;
};

/** `top`: distance from the top of the document. */
function useExtent() {
  const ref = useRef<HTMLDivElement>(null);
  const [extent, setExtent] = useState({ width: 0, top: 0 });
  useLayoutEffect(() => {
    const measure = () => {
      const box = ref.current?.getBoundingClientRect();
      if (!box) return;
      const next = { width: box.width, top: Math.round(box.top + window.scrollY) };
      setExtent((last) => (last.width === next.width && last.top === next.top ? last : next));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    if (ref.current) observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  return { ref, ...extent };
}

export function useGrid({ tiles, hasMore, cursor, loadMore }: GridOptions) {
  const { ref, width, top } = useExtent();
  const columns = columnsIn(width);
  const layout = useMemo(
    () =>
      layOut(
        tiles.map(({ image }) => image),
        columns,
      ),
    [tiles, columns],
  );
  const rowHeight = Math.round(width / columns) + TILE_REST;
  const cursorRow = layout.rowOf[cursor] ?? 0;
  const virtualizer = useWindowVirtualizer({
    enabled: width > 0,
    count: layout.rows.length + (hasMore ? 1 : 0),
    estimateSize: () => rowHeight,
    overscan: SPARE_ROWS,
    scrollMargin: top,
    scrollPaddingStart: COVERED.top,
    scrollPaddingEnd: COVERED.bottom,
    initialRect: { width: 0, height: FIRST_HEIGHT },
    rangeExtractor(range: Range) {
      const drawn = defaultRangeExtractor(range);
      return drawn.includes(cursorRow) ? drawn : [...drawn, cursorRow].sort((a, b) => a - b);
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are measured by their height alone
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);

  const isNear = width > 0 && (virtualizer.range?.endIndex ?? 0) >= layout.rows.length - NEAR_ROWS;
  useEffect(() => {
    if (isNear) loadMore?.();
  }, [isNear, loadMore]);

  const wanted = useRef<string | null>(null);
  const takeFocus = () => {
    const element = wanted.current && document.getElementById(tileElementId(wanted.current));
    if (!element) return;
    wanted.current = null;
    element.focus({ preventScroll: true });
  };
  useLayoutEffect(takeFocus);
  return {
    ref,
    layout,
    columns,
    rowHeight,
    top,
    rows: width > 0 ? virtualizer.getVirtualItems() : [],
    height: virtualizer.getTotalSize(),
    reveal: (index: number) => virtualizer.scrollToIndex(layout.rowOf[index] ?? 0, { align: "auto" }),
    /** Gives a tile the keyboard as soon as it is drawn. */
    focus: (index: number) => {
      wanted.current = tiles[index]?.id ?? null;
      takeFocus();
    },
  };
}
