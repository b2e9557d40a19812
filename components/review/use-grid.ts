"use client";

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { columnsIn, layOut } from "#components/review/layout.ts";
import { TILE_REST, tileElementId } from "#components/review/review-tile.tsx";
import type { Tile } from "#components/review/tiles.ts";
import { drawnRows, type RowsInView, rowsBetween } from "#components/ui/drawn-rows.ts";

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

/** Of rows of one height that begin at `top` of the document; updated when another row comes into view. */
function useWindowRows(top: number, rowHeight: number): RowsInView {
  const [inView, setInView] = useState<RowsInView | null>(null);
  useEffect(() => {
    const look = () => {
      setInView((before) => rowsBetween(before, window.scrollY - top, window.innerHeight, rowHeight));
    };
    const stop = new AbortController();
    for (const name of ["scroll", "resize"])
      window.addEventListener(name, look, { signal: stop.signal, passive: true });
    // Called once to begin with, when the layout is known: to read it here would make another one.
    const observer = new ResizeObserver(look);
    observer.observe(document.documentElement);
    return () => {
      stop.abort();
      observer.disconnect();
    };
  }, [top, rowHeight]);
  return inView ?? { first: 0, last: Math.floor(FIRST_HEIGHT / rowHeight) };
}

/** Scrolls as little as needed. `start` counts from the top of the document. */
function scrollToShow(start: number, height: number): void {
  const top = start - COVERED.top;
  const bottom = start + height + COVERED.bottom - window.innerHeight;
  if (window.scrollY > top) window.scrollTo({ top });
  else if (window.scrollY < bottom) window.scrollTo({ top: bottom });
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
  const count = layout.rows.length + (hasMore ? 1 : 0);
  const inView = useWindowRows(top, rowHeight);

  const isNear = width > 0 && inView.last >= layout.rows.length - NEAR_ROWS;
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
    /** False on the server. */
    isMeasured: width > 0,
    rows: drawnRows(inView, { count, spare: SPARE_ROWS, also: cursorRow }),
    height: count * rowHeight,
    reveal: (index: number) => scrollToShow(top + (layout.rowOf[index] ?? 0) * rowHeight, rowHeight),
    /** Gives a tile the keyboard as soon as it is drawn. */
    focus: (index: number) => {
      wanted.current = tiles[index]?.id ?? null;
      takeFocus();
    },
  };
}
