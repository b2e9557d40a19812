"use client";

import { useQueryState } from "nuqs";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { ReviewDialog } from "#components/review/dialog/review-dialog.tsx";
import { NoteDialogs } from "#components/review/note-dialogs.tsx";
import { GridError, GridSkeleton } from "#components/review/review-states.tsx";
import { SelectedBar } from "#components/review/selected-bar.tsx";
import { type GridHandle, TileGrid } from "#components/review/tile-grid.tsx";
import { findTile, tilesOf } from "#components/review/tiles.ts";
import { useLinkedTile } from "#components/review/use-linked-tile.ts";
import type { ReviewActions } from "#components/review/use-review-actions.ts";
import { useReviewCommands } from "#components/review/use-review-commands.ts";
import { useReviewPages } from "#components/review/use-review-pages.ts";
import { useSelected } from "#components/review/use-selected.ts";
import type { ReviewFilter, ReviewPage } from "#lib/schemas/review.ts";

type ReviewGridProps = {
  filter: ReviewFilter;
  /** The first page, where the server has sent it. */
  firstPage: ReviewPage | null;
  /** How many images match now; null while nobody has counted them. */
  total: number | null;
  actions: ReviewActions;
  /** What stands there where nothing matches. */
  empty: ReactNode;
};

/** How many images a wall lists: decisions remove none until the page is opened again, though fewer match then. */
function useListed(
  total: number | null,
  { loaded, shown, hasMore }: { loaded: number; shown: number; hasMore: boolean },
) {
  const [first, setFirst] = useState(total);
  if (first === null && total !== null) setFirst(total);
  if (!hasMore) return shown;
  return first === null ? null : Math.max(first, loaded) - (loaded - shown);
}

/** The images of one filter: as tiles, and one of them large. `?image=<id>` opens one. */
export function ReviewGrid({ filter, firstPage, total, actions, empty }: ReviewGridProps) {
  const { images, hasMore, loadMore, error, retry } = useReviewPages(filter, firstPage);
  const tiles = useMemo(() => tilesOf(images ?? [], actions.changed), [images, actions.changed]);
  const listed = useListed(total, { loaded: images?.length ?? 0, shown: tiles.length, hasMore });
  const { selected, select, chosen, clear } = useSelected(tiles);
  const [imageId, setImageId] = useQueryState("image");
  const grid = useRef<GridHandle>(null);
  const open = useCallback((tileId: string) => void setImageId(tileId, { history: "push" }), [setImageId]);
  const linked = useLinkedTile(images !== null && findTile(tiles, imageId) < 0 ? imageId : null, actions.changed);
  const isOpen = imageId !== null && (linked !== null || findTile(tiles, imageId) >= 0);
  const shown = linked ? [linked] : tiles;
  const goTo = (index: number) => {
    const next = shown[index];
    if (isOpen && next) void setImageId(next.id);
    else grid.current?.goTo(index);
  };
  const commands = useReviewCommands({
    tiles: shown,
    actions,
    goTo,
    onSelect: ({ id }) => select(id, !selected.has(id)),
    onAnswered: clear,
  });
  const notes = <NoteDialogs commands={commands} />;

  if (images?.length === 0 && !isOpen) return empty;
  return (
    <>
      {images === null && !error && <GridSkeleton />}
      {images !== null && (
        <TileGrid
          {...{ tiles, hasMore, selected, loadMore }}
          total={listed ?? -1}
          handle={grid}
          onCommand={commands.run}
          onOpen={open}
          onSelect={select}
        />
      )}
      {error && <GridError message={error.message} onRetry={retry} />}
      <SelectedBar
        chosen={chosen}
        onApprove={() => {
          actions.decide(
            chosen.map(({ image }) => image),
            "approve",
          );
          clear();
        }}
        onReject={() => commands.ask({ kind: "reject", about: chosen, at: null })}
        onFix={() => {
          void actions.fix(chosen);
          clear();
        }}
        onClear={clear}
      />
      {isOpen ? (
        <ReviewDialog
          {...{ actions, commands, goTo, loadMore }}
          tiles={shown}
          at={Math.max(0, findTile(shown, imageId))}
          total={linked ? 1 : listed}
          onClose={(at) => {
            void setImageId(null);
            if (!linked) grid.current?.goTo(at);
          }}
        >
          {notes}
        </ReviewDialog>
      ) : (
        notes
      )}
    </>
  );
}
