"use client";

import { useMemo, useRef, useState } from "react";
import { ListBar } from "#components/bulk-generate/product-list/list-bar.tsx";
import { ListError, NoMatch } from "#components/bulk-generate/product-list/list-states.tsx";
import type { ListEnd } from "#components/bulk-generate/product-list/rows.ts";
import { useProductRows } from "#components/bulk-generate/product-list/use-product-rows.ts";
import { VirtualRows } from "#components/bulk-generate/product-list/virtual-rows.tsx";
import { filterOf, type ListParams } from "#components/products/list-params.ts";
import { ShownProducts } from "#components/products/shown-products.tsx";
import { Button } from "#components/ui/button.tsx";
import { plural } from "#components/ui/count.ts";
import type { Products } from "#lib/schemas/product.ts";

type ProductListProps = {
  params: ListParams;
  /** The first page of these parameters, if the server sent it. */
  firstPage: Products | null;
  onShowAll: () => void;
};

/** Valid for one list only (`list`): where it was opened, and which end was requested last. */
type Opened = { list: string; from: ListEnd; shown: ListEnd; jumps: number };

export function ProductList({ params, firstPage, onShowAll }: ProductListProps) {
  const list = JSON.stringify(params);
  const [last, setOpened] = useState<Opened>({ list, from: "start", shown: "start", jumps: 0 });
  const opened: Opened = last.list === list ? last : { ...last, from: "start", shown: "start" };
  const { from, shown, jumps } = opened;
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, error, isLoading, loadMore, retry } = useProductRows(params, from, from === "start" ? firstPage : null);
  const isWhole = rows.products.length > 0 && rows.before + rows.after === 0;
  const jump = (to: ListEnd) => {
    scroller.current?.focus();
    setOpened({ list, from: isWhole ? from : to, shown: to, jumps: jumps + 1 });
  };
  const filter = useMemo(() => filterOf(params), [params]);
  return (
    <ShownProducts products={rows.products} filter={filter}>
      <ListBar filter={filter} total={rows.total} />
      <div className="relative">
        {rows.total === 0 ? (
          <NoMatch onShowAll={onShowAll} />
        ) : (
          <VirtualRows
            {...{ scroller, rows, from, shown, isLoading }}
            listKey={`${list} ${jumps}`}
            loadMore={isLoading || error ? null : loadMore}
            onJump={jump}
          />
        )}
        {error && <ListError message={error.message} onRetry={retry} />}
      </div>
      <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-t px-3 py-1.5">
        <span role="status" className="text-muted">
          {rows.total === null ? "Counting…" : `${plural(rows.total, "product")} in the list`}
        </span>
        <div className="ml-auto flex flex-wrap gap-1">
          <Button size="sm" variant="ghost" onClick={() => jump("start")}>
            Jump to start
          </Button>
          <Button size="sm" variant="ghost" onClick={() => jump("end")}>
            Jump to end
          </Button>
        </div>
      </div>
    </ShownProducts>
  );
}
