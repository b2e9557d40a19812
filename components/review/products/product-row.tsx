"use client";

import { Check } from "lucide-react";
import { memo } from "react";
import { reviewHref } from "#components/images/review-link.ts";
import { type CellHandlers, ProductCell, widthOf } from "#components/review/products/product-cell.tsx";
import { rowState } from "#components/review/products/product-messages.ts";
import { isSameRow, type Row } from "#components/review/products/product-rows.ts";
import { cellElementId, ROW_HEIGHT } from "#components/review/products/use-product-grid.ts";
import { Button } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { Link } from "#components/ui/link.tsx";
import { useSettled } from "#components/ui/use-settled.ts";

export const ROW_HEADER = "sticky left-0 z-10 w-(--head) shrink-0 border-r bg-canvas";

export type RowHandlers = CellHandlers & { onApprove: (row: number) => void };

type ProductRowProps = {
  row: Row;
  index: number;
  top: number;
  /** By column: how many images its cells have room for. */
  widths: readonly number[];
  /** The column that Tab leads to; null in all rows but one. */
  reachable: number | null;
  handlers: RowHandlers;
};

function RowHeader({
  row,
  index,
  reachable,
  handlers,
}: Pick<ProductRowProps, "row" | "index" | "reachable" | "handlers">) {
  const tabIndex = reachable === null ? -1 : 0;
  return (
    <th
      scope="row"
      aria-colindex={1}
      data-row={index}
      className={`${ROW_HEADER} flex flex-col gap-1 p-2 text-left font-normal`}
    >
      <Link
        href={`/products/${row.id}`}
        prefetch={false}
        tabIndex={tabIndex}
        title={row.title}
        className="line-clamp-3 break-words rounded font-medium hover:underline"
      >
        {row.title}
      </Link>
      <span className="truncate text-muted text-xs">
        <span className="font-mono">{row.asin ?? "No ASIN"}</span>
      </span>
      <span className="truncate text-muted text-xs">{rowState(row)}</span>
      <Can do="review">
        <Button
          size="sm"
          tabIndex={tabIndex}
          aria-label={`Approve ${row.title}`}
          className="mt-auto self-start"
          onClick={() => handlers.onApprove(index)}
        >
          <Check className="size-4" aria-hidden />
          Approve
        </Button>
      </Can>
    </th>
  );
}

const Cells = memo(
  function Cells({ row, index, widths, reachable, handlers }: Omit<ProductRowProps, "top">) {
    return (
      <>
        <RowHeader {...{ row, index, reachable, handlers }} />
        {row.cells.map((cell, column) => (
          <ProductCell
            key={cell.variant}
            cell={cell}
            id={cellElementId(row, cell.variant)}
            place={{ row: index, column }}
            width={widthOf(widths[column] ?? 1)}
            href={reviewHref({ productId: row.id, variant: cell.variant, decision: "all" })}
            isReachable={column === reachable}
            onOpen={handlers.onOpen}
            onPick={handlers.onPick}
          />
        ))}
      </>
    );
  },
  (before, after) =>
    isSameRow(before.row, after.row) &&
    before.index === after.index &&
    before.reachable === after.reachable &&
    before.handlers === after.handlers &&
    before.widths.join() === after.widths.join(),
);

/** Rows that fly by are empty boxes. */
export function ProductRow({ top, eager, ...props }: ProductRowProps & { eager: boolean }) {
  const isSettled = useSettled(eager || props.reachable !== null);
  return (
    <tr
      aria-rowindex={props.index + 2}
      className="absolute top-0 left-0 flex min-w-full border-b contain-layout contain-style"
      style={{ height: ROW_HEIGHT, transform: `translateY(${top}px)` }}
    >
      {isSettled ? <Cells {...props} /> : <td className="m-2 block flex-1 rounded-md bg-hover" />}
    </tr>
  );
}
