"use client";

import { type CSSProperties, type RefObject, useImperativeHandle, useState } from "react";
import { type Layout, step } from "#components/review/layout.ts";
import { commandOf, type ReviewCommand } from "#components/review/review-keys.ts";
import { SettledTile } from "#components/review/review-tile.tsx";
import type { Tile } from "#components/review/tiles.ts";
import { useGrid } from "#components/review/use-grid.ts";
import { type GridKeys, useGridKeys } from "#components/review/use-grid-keys.ts";
import { cn } from "#components/ui/class-names.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";

export type GridHandle = { goTo: (index: number) => void };

type TileGridProps = Pick<GridKeys<ReviewCommand, number>, "onCommand"> & {
  tiles: readonly Tile[];
  hasMore: boolean;
  /** How many there are, loaded or not. */
  total: number;
  selected: ReadonlySet<string>;
  handle: RefObject<GridHandle | null>;
  loadMore: (() => void) | null;
  onOpen: (tileId: string) => void;
  onSelect: (tileId: string, isSelected: boolean, isRange: boolean) => void;
};

const FIRST_IN_VIEW = 18;
/** The first row on a phone. The browser asks for the others once the page is laid out; asked for at once, they would delay the scripts. */
const FIRST_PICTURES = 2;

/** As `columnsIn` places them and as high, for the server, which does not know the width. */
const FLOW = "grid grid-cols-[repeat(auto-fill,minmax(min(11rem,50%),1fr))]";

const indexOf = (element: Element) => Number(element.closest("[data-index]")?.getAttribute("data-index") ?? -1);

/** Only those in the window, and the one with the keyboard, are in the page. */
export function TileGrid({ tiles, hasMore, total, selected, handle, loadMore, onCommand, ...rest }: TileGridProps) {
  const [cursor, setCursor] = useState(0);
  const grid = useGrid({ tiles, hasMore, cursor, loadMore });
  const { ref, layout, columns, rowHeight } = grid;
  const goTo = (index: number) => {
    grid.focus(index);
    setCursor(index);
    grid.reveal(index);
  };
  useImperativeHandle(handle, () => ({ goTo }));
  useGridKeys({
    grid: ref,
    cursor,
    commandOf,
    onCommand,
    onFocus: (target) => indexOf(target) >= 0 && setCursor(indexOf(target)),
    onMove: (direction, isFirst) => goTo(isFirst ? cursor : step(layout, cursor, direction)),
  });
  const drawTile = (number: number, place: { className: string; style?: CSSProperties }) => {
    const tile = tiles[number];
    const { member, of } = layout.memberOf[number] ?? { member: 1, of: 1 };
    if (!tile) return null;
    return (
      <li key={tile.id} data-index={number} aria-posinset={number + 1} aria-setsize={total} {...place}>
        <SettledTile
          tile={tile}
          {...{ member, of, ...rest }}
          isSelected={selected.has(tile.id)}
          isReachable={number === cursor}
          isFirst={number < FIRST_PICTURES}
          eager={number < FIRST_IN_VIEW}
        />
      </li>
    );
  };
  if (!grid.isMeasured)
    return (
      <div ref={ref}>
        <ul aria-label="Images" className={FLOW}>
          {tiles.slice(0, FIRST_IN_VIEW).map((_, number) => drawTile(number, { className: "p-1 pb-1.5" }))}
        </ul>
      </div>
    );
  return (
    <div ref={ref}>
      <ul aria-label="Images" className="relative" style={{ height: grid.height }}>
        {grid.rows.flatMap((index) => {
          const top = index * rowHeight;
          const row = layout.rows[index];
          if (!row) return <LoadingRow key="loading" top={top} columns={columns} height={rowHeight} />;
          return row.map((number, column) =>
            drawTile(number, placeOf(layout.memberOf[number], { column, taken: row.length, columns, top, rowHeight })),
          );
        })}
      </ul>
    </div>
  );
}

type Cell = { column: number; taken: number; columns: number; top: number; rowHeight: number };

function placeOf(group: Layout["memberOf"][number] | undefined, { column, taken, columns, top, rowHeight }: Cell) {
  const { member, of } = group ?? { member: 1, of: 1 };
  return {
    className: cn(
      "absolute top-0 left-0 p-1 contain-strict",
      of > 1 && groupStyle(member === 1, member === of, column, taken),
    ),
    style: {
      width: `${100 / columns}%`,
      height: rowHeight,
      transform: `translate(${column * 100}%, ${top}px)`,
    },
  };
}

/** Candidates for one variant of a product share a band. */
function groupStyle(isFirst: boolean, isLast: boolean, column: number, columns: number): string {
  const left = isFirst || column === 0;
  const right = isLast || column === columns - 1;
  return cn(
    "before:absolute before:inset-y-0.5 before:-z-10 before:border-y before:bg-surface",
    left ? "before:left-0.5 before:rounded-l-lg before:border-l" : "before:left-0",
    right ? "before:right-0.5 before:rounded-r-lg before:border-r" : "before:right-0",
  );
}

function LoadingRow({ top, columns, height }: { top: number; columns: number; height: number }) {
  return (
    <li aria-hidden className="absolute inset-x-0 top-0 flex" style={{ height, transform: `translateY(${top}px)` }}>
      {Array.from({ length: columns }, (_, column) => column).map((column) => (
        <div key={column} className="flex-1 space-y-2 p-2.5">
          <Skeleton className="aspect-square" />
          <Skeleton className="h-4" />
        </div>
      ))}
    </li>
  );
}
