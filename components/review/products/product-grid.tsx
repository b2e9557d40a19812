"use client";

import type { KeyboardEvent, RefObject } from "react";
import { useRef } from "react";
import { widthOf } from "#components/review/products/product-cell.tsx";
import { type ProductCommand, productCommandOf } from "#components/review/products/product-keys.ts";
import { ProductRow, ROW_HEADER, type RowHandlers } from "#components/review/products/product-row.tsx";
import { chosenOf, move, type Place, type Row, widthsOf } from "#components/review/products/product-rows.ts";
import {
  HEADER_HEIGHT,
  type ProductGridHandle,
  ROW_HEIGHT,
  useProductGrid,
} from "#components/review/products/use-product-grid.ts";
import { useGridKeys } from "#components/review/use-grid-keys.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";

type ProductGridProps = {
  rows: readonly Row[];
  variants: readonly string[];
  hasMore: boolean;
  loadMore: (() => void) | null;
  handle: RefObject<ProductGridHandle | null>;
  onCommand: (command: ProductCommand, at: Place | null) => void;
  onOpen: (tileId: string) => void;
};

const FIRST_IN_VIEW = 6;

/** The header of a row leaves the column as it is. */
function placeAt(target: Element, { column }: Place): Place | null {
  const cell = target.closest<HTMLElement>("[data-row]");
  return cell && { row: Number(cell.dataset.row), column: Number(cell.dataset.column ?? column) };
}

/** The same object at every drawing, so that rows are drawn only where they change. */
function useHandlers(latest: RowHandlers): RowHandlers {
  const current = useRef(latest);
  current.current = latest;
  const handlers = useRef<RowHandlers>({
    onOpen: (tileId) => current.current.onOpen(tileId),
    onPick: (place, number) => current.current.onPick(place, number),
    onApprove: (row) => current.current.onApprove(row),
  });
  return handlers.current;
}

function Header({ variants, widths }: { variants: readonly string[]; widths: readonly number[] }) {
  return (
    <thead className="sticky top-0 z-20 block border-b bg-canvas">
      <tr aria-rowindex={1} className="flex text-left text-xs" style={{ height: HEADER_HEIGHT }}>
        <th scope="col" aria-colindex={1} className={`${ROW_HEADER} px-2 font-medium leading-9`}>
          Product
        </th>
        {variants.map((variant, column) => (
          <th
            key={variant}
            scope="col"
            aria-colindex={column + 2}
            className="shrink-0 truncate border-r px-2 font-medium font-mono leading-9"
            title={variant}
            style={{ width: widthOf(widths[column] ?? 1) }}
          >
            {variant}
          </th>
        ))}
      </tr>
    </thead>
  );
}

/** Only rows in view, and the one with the keyboard, are in the page. */
export function ProductGrid({ rows, variants, hasMore, loadMore, handle, onCommand, onOpen }: ProductGridProps) {
  const { ref, cursor, onScroll, ...grid } = useProductGrid({ rows, hasMore, loadMore, handle });
  const widths = widthsOf(rows, variants.length);
  const handlers = useHandlers({
    onOpen,
    onPick: (place, number) => onCommand(number, place),
    onApprove: (row) => onCommand("approve", { row, column: cursor.column }),
  });
  const size = { rows: rows.length, columns: variants.length };
  useGridKeys({
    ...{ grid: ref, cursor, onCommand },
    commandOf: productCommandOf,
    onFocus(target) {
      const place = placeAt(target, cursor);
      if (place) grid.setCursor(place);
    },
    onMove: (direction, isFirst) => grid.goTo(isFirst ? cursor : move(cursor, direction, size)),
  });
  function onKeyDown(event: KeyboardEvent<HTMLElement>) {
    const cell = (event.target as HTMLElement).tagName === "TD" && rows[cursor.row]?.cells[cursor.column];
    const tile = cell && (chosenOf(cell) ?? cell.tiles[0]);
    if (event.key === "Enter" && tile) onOpen(tile.id);
  }
  const width = widths.reduce((sum, images) => sum + widthOf(images), 0);
  return (
    <div
      ref={ref}
      onScroll={onScroll}
      className="max-h-[calc(100dvh-6rem)] scroll-pt-9 scroll-pl-(--head) overflow-auto overscroll-x-contain rounded-lg border [--head:7rem] sm:[--head:14rem]"
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: a table whose cells have the keyboard is a grid
        role="grid"
        aria-label="Products"
        aria-rowcount={hasMore ? -1 : rows.length + 1}
        aria-colcount={variants.length + 1}
        onKeyDown={onKeyDown}
        className="block min-w-full"
        style={{ width: `calc(var(--head) + ${width}px)` }}
      >
        <Header variants={variants} widths={widths} />
        <tbody className="relative block" style={{ height: grid.height }}>
          {grid.drawn.map((index) => {
            const row = rows[index];
            if (!row) return <LoadingRow key="loading" top={index * ROW_HEIGHT} />;
            return (
              <ProductRow
                key={row.id}
                {...{ row, index, widths, handlers }}
                top={index * ROW_HEIGHT}
                reachable={index === cursor.row ? cursor.column : null}
                eager={index < FIRST_IN_VIEW}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function LoadingRow({ top }: { top: number }) {
  return (
    <tr
      aria-hidden
      className="absolute inset-x-0 top-0 block p-2"
      style={{ height: ROW_HEIGHT, transform: `translateY(${top}px)` }}
    >
      <td className="block h-full">
        <Skeleton className="h-full" />
      </td>
    </tr>
  );
}
