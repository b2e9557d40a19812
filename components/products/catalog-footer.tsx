"use client";

import { type CatalogParams, catalogHref, FIRST_PAGE, LAST_PAGE } from "#components/products/catalog-params.ts";
import { filterOf } from "#components/products/list-params.ts";
import { SelectMatching } from "#components/products/select-matching.tsx";
import { plural } from "#components/ui/count.ts";
import { Pager } from "#components/ui/pager.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { useStreamed } from "#components/ui/use-streamed.ts";

type CatalogFooterProps = {
  params: CatalogParams;
  total: Promise<number>;
  previous: Partial<CatalogParams> | null;
  next: Partial<CatalogParams> | null;
};

export function CatalogFooter({ params, total: counting, previous, next }: CatalogFooterProps) {
  const total = useStreamed<number | null>(counting, null);
  const page = (cursors: Partial<CatalogParams> | null) => cursors && catalogHref({ ...params, ...cursors });
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 border-t px-3 py-2">
      {total === null ? (
        <Skeleton className="h-5 w-24" />
      ) : (
        <span className="text-muted">{plural(total, "product")}</span>
      )}
      <SelectMatching filter={filterOf(params)} total={total} />
      <div className="ml-auto">
        <Pager
          first={page(previous && FIRST_PAGE)}
          previous={page(previous)}
          next={page(next)}
          last={page(next && LAST_PAGE)}
        />
      </div>
    </div>
  );
}
