"use client";

import { type ReactNode, useMemo, useRef } from "react";
import { FIRST_PRODUCTS } from "#components/images/review-link.ts";
import { OpenedDialog } from "#components/review/dialog/opened-dialog.tsx";
import { NoteDialogs } from "#components/review/note-dialogs.tsx";
import { ApproveRows } from "#components/review/products/approve-rows.tsx";
import { runnerOf } from "#components/review/products/product-commands.ts";
import { ProductGrid } from "#components/review/products/product-grid.tsx";
import { PRODUCT_KEYS } from "#components/review/products/product-keys.ts";
import { placeOf, rowsOf } from "#components/review/products/product-rows.ts";
import type { ProductGridHandle } from "#components/review/products/use-product-grid.ts";
import { useAllowedKeys } from "#components/review/review-keys.ts";
import { GridError, RowsSkeleton } from "#components/review/review-states.tsx";
import { tilesOf } from "#components/review/tiles.ts";
import { useOpenImage } from "#components/review/use-open-image.ts";
import { usePages } from "#components/review/use-pages.ts";
import type { ReviewActions } from "#components/review/use-review-actions.ts";
import { useReviewCommands } from "#components/review/use-review-commands.ts";
import { Can, useCan } from "#components/ui/can.tsx";
import type { ReviewFilter, ReviewProductsPage } from "#lib/schemas/review.ts";
import { compareVariants } from "#lib/schemas/variant-names.ts";

const FURTHER_PRODUCTS = 50;

type ProductsViewProps = {
  filter: ReviewFilter;
  /** The first page, where the server has sent it. */
  firstPage: ReviewProductsPage | null;
  actions: ReviewActions;
  empty: ReactNode;
};

function useProducts(filter: ReviewFilter, firstPage: ReviewProductsPage | null) {
  const sizes = [FIRST_PRODUCTS, FURTHER_PRODUCTS] as const;
  const { pages, ...rest } = usePages<ReviewProductsPage>({ path: "/api/review/products", filter, firstPage, sizes });
  const read = useMemo(() => {
    const products = pages?.flatMap((page) => page.products) ?? [];
    const images = products.flatMap(({ cells }) => cells.flatMap((cell) => cell.images));
    // A job that still runs may have brought another variant.
    const variants = [...new Set(pages?.flatMap((page) => page.variants))].sort(compareVariants);
    return { products, images, variants };
  }, [pages]);
  return { ...rest, ...read, isLoaded: pages !== null };
}

/** One row per product, one column per variant. Loaded when it is shown. */
export function ProductsView({ filter, firstPage, actions, empty }: ProductsViewProps) {
  const { products, images, variants, isLoaded, hasMore, loadMore, error, retry } = useProducts(filter, firstPage);
  const tiles = useMemo(() => tilesOf(images, actions.changed), [images, actions.changed]);
  const rows = useMemo(() => rowsOf(products, variants, tiles), [products, variants, tiles]);
  const grid = useRef<ProductGridHandle>(null);
  const { shown, isLinked, isOpen, at, ...image } = useOpenImage(tiles, isLoaded, actions.changed);
  useAllowedKeys(PRODUCT_KEYS);
  const can = useCan();
  const goTo = (index: number) => {
    const next = shown[index];
    if (!next) return;
    if (isOpen) return image.step(next.id);
    const place = placeOf(rows, next.id);
    if (place) grid.current?.goTo(place);
  };
  const commands = useReviewCommands({ tiles: shown, actions, goTo, onSelect: () => {}, onAnswered: () => {} });
  const run = runnerOf({ rows, tiles, actions, commands, can, goTo: (place) => grid.current?.goTo(place) });
  const notes = (
    <NoteDialogs commands={commands} finalFocus={isOpen ? undefined : () => grid.current?.cell() ?? null} />
  );
  const onClose = (last: number) => {
    image.close();
    const place = isLinked ? null : placeOf(rows, tiles[last]?.id ?? "");
    if (place) grid.current?.goTo(place);
  };

  if (isLoaded && products.length === 0 && !isOpen) return empty;
  const isOpenWork = filter.decision !== "approve" && filter.decision !== "reject";
  return (
    <>
      {isLoaded && isOpenWork && (
        <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
          <Can do="review">
            <p className="text-muted text-xs max-sm:hidden">
              Keys: 1 – 4 pick, A approve the row, R reject, G regenerate, Z undo, ? all keys
            </p>
            <ApproveRows filter={filter} actions={actions} />
          </Can>
        </div>
      )}
      {!isLoaded && !error && <RowsSkeleton />}
      {isLoaded && (
        <ProductGrid {...{ rows, variants, hasMore, loadMore }} handle={grid} onCommand={run} onOpen={image.open} />
      )}
      {error && <GridError message={error.message} onRetry={retry} />}
      {isOpen ? (
        <OpenedDialog
          {...{ actions, commands, goTo, loadMore, at, onClose }}
          tiles={shown}
          total={isLinked ? 1 : hasMore ? null : tiles.length}
        >
          {notes}
        </OpenedDialog>
      ) : (
        notes
      )}
    </>
  );
}
