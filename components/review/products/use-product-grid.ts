"use client";

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Place, Row } from "#components/review/products/product-rows.ts";
import { drawnRows, type RowsInView, rowsBetween } from "#components/ui/drawn-rows.ts";

export const HEADER_HEIGHT = 36;
export const ROW_HEIGHT = 172;
const SPARE_ROWS = 3;
const FIRST_HEIGHT = 900;
/** Rows from the end of what is loaded at which more is asked for. */
const NEAR_ROWS = 20;

export const cellElementId = (row: Row, variant: string) => `cell-${row.id}-${variant}`;

/** `cell`: the one with the keyboard. */
export type ProductGridHandle = { goTo: (place: Place) => void; cell: () => HTMLElement | null };

type GridOptions = {
  rows: readonly Row[];
  hasMore: boolean;
  loadMore: (() => void) | null;
  handle: RefObject<ProductGridHandle | null>;
};

/** The cell with the keyboard stays in the page, and is in view after a move. */
function useCellFocus(rows: readonly Row[]) {
  const [cursor, setCursor] = useState<Place>({ row: 0, column: 0 });
  const wanted = useRef<string | null>(null);
  /** A dialog that closes asks for it before React has drawn the cursor's move. */
  const latest = useRef<Place>(cursor);
  const takeFocus = () => {
    const element = wanted.current && document.getElementById(wanted.current);
    if (!element) return;
    wanted.current = null;
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  useLayoutEffect(takeFocus);
  const follow = (place: Place) => {
    latest.current = place;
    setCursor(place);
  };
  const cell = () => {
    const row = rows[latest.current.row];
    const variant = row?.cells[latest.current.column]?.variant;
    return row && variant ? document.getElementById(cellElementId(row, variant)) : null;
  };
  const goTo = (place: Place) => {
    const row = rows[place.row];
    const cell = row?.cells[place.column];
    if (!row || !cell) return;
    wanted.current = cellElementId(row, cell.variant);
    follow(place);
    takeFocus();
  };
  return {
    cursor: { row: Math.min(cursor.row, Math.max(0, rows.length - 1)), column: cursor.column },
    setCursor: follow,
    goTo,
    cell,
  };
}

/** Updated when another row comes into view. */
function useRows(ref: RefObject<HTMLDivElement | null>) {
  const [inView, setInView] = useState<RowsInView>({ first: 0, last: Math.floor(FIRST_HEIGHT / ROW_HEIGHT) });
  const [look] = useState(() => () => {
    const box = ref.current;
    if (box) setInView((before) => rowsBetween(before, box.scrollTop, box.clientHeight, ROW_HEIGHT));
  });
  useEffect(() => {
    const observer = new ResizeObserver(look);
    if (ref.current) observer.observe(ref.current);
    return () => observer.disconnect();
  }, [ref, look]);
  return { inView, onScroll: look };
}

export function useProductGrid({ rows, hasMore, loadMore, handle }: GridOptions) {
  const ref = useRef<HTMLDivElement>(null);
  const { cursor, setCursor, goTo, cell } = useCellFocus(rows);
  // Not by useImperativeHandle: a dialog that closes asks while that is being renewed, and would find nothing.
  useLayoutEffect(() => {
    handle.current = { goTo, cell };
  });
  const { inView, onScroll } = useRows(ref);
  const count = rows.length + (hasMore ? 1 : 0);
  const isNear = inView.last >= rows.length - NEAR_ROWS;
  useEffect(() => {
    if (isNear) loadMore?.();
  }, [isNear, loadMore]);
  return {
    ...{ ref, cursor, setCursor, goTo, onScroll },
    drawn: drawnRows(inView, { count, spare: SPARE_ROWS, also: cursor.row }),
    height: count * ROW_HEIGHT,
  };
}
