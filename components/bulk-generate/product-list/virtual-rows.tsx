"use client";

import type { RefObject } from "react";
import { onListKey } from "#components/bulk-generate/product-list/list-keys.ts";
import { ProductRow, ROW_HEIGHT, RowPlaceholder } from "#components/bulk-generate/product-list/product-row.tsx";
import type { ListEnd, Rows } from "#components/bulk-generate/product-list/rows.ts";
import { useRowsInView } from "#components/bulk-generate/product-list/use-rows-in-view.ts";

type VirtualRowsProps = {
  scroller: RefObject<HTMLDivElement | null>;
  rows: Rows;
  from: ListEnd;
  shown: ListEnd;
  listKey: string;
  isLoading: boolean;
  loadMore: (() => void) | null;
  onJump: (to: ListEnd) => void;
};

function placeOf(element: Element): number | null {
  const row = element.closest("[aria-posinset]");
  return row && Number(row.getAttribute("aria-posinset")) - 1;
}

export function VirtualRows({ isLoading, onJump, ...list }: VirtualRowsProps) {
  const { scroller, rows } = list;
  const { drawn, origin, height, onScroll, setFocused } = useRowsInView(list);
  return (
    // biome-ignore lint/a11y/useSemanticElements: it groups no fields of a form
    <div
      ref={scroller}
      role="group"
      aria-label="Product list"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be within reach of the keyboard
      tabIndex={0}
      aria-busy={isLoading}
      onScroll={onScroll}
      onKeyDown={(event) => onListKey(event, onJump)}
      onFocus={({ target }) => setFocused(placeOf(target))}
      onBlur={() => setFocused(null)}
      className="h-104 overflow-y-auto overscroll-contain contain-strict -outline-offset-2 [overflow-anchor:none]"
    >
      <ul className="relative" style={{ height }}>
        {drawn.map((index) => {
          const product = rows.products[index - rows.before];
          const place = origin + index;
          const top = index * ROW_HEIGHT;
          return product ? (
            <ProductRow key={product.id} product={product} place={place + 1} total={rows.total} top={top} />
          ) : (
            <RowPlaceholder key={place} top={top} />
          );
        })}
      </ul>
    </div>
  );
}
