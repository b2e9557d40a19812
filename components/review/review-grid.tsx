"use client";

import { type ReactNode, useMemo, useRef, useState } from "react";
import { OpenedDialog } from "#components/review/dialog/opened-dialog.tsx";
import { NoteDialogs } from "#components/review/note-dialogs.tsx";
import { REVIEW_KEYS, useAllowedKeys } from "#components/review/review-keys.ts";
import { GridError, GridSkeleton } from "#components/review/review-states.tsx";
import { SelectedBar } from "#components/review/selected-bar.tsx";
import { type GridHandle, TileGrid } from "#components/review/tile-grid.tsx";
import { listedTotal, type Tile, tilesOf } from "#components/review/tiles.ts";
import { useOpenImage } from "#components/review/use-open-image.ts";
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
  empty: ReactNode;
};

type SelectedActionsProps = {
  chosen: readonly Tile[];
  actions: ReviewActions;
  onReject: () => void;
  clear: () => void;
};

/** Decisions remove none until the page is opened again, though fewer match then. */
function useListed(
  total: number | null,
  { loaded, shown, hasMore }: { loaded: number; shown: number; hasMore: boolean },
) {
  const [first, setFirst] = useState(total);
  if (first === null && total !== null) setFirst(total);
  return listedTotal(first, { loaded, shown, hasMore });
}

function SelectedActions({ chosen, actions, onReject, clear }: SelectedActionsProps) {
  return (
    <SelectedBar
      chosen={chosen}
      onApprove={() => {
        actions.decide(
          chosen.map(({ image }) => image),
          "approve",
        );
        clear();
      }}
      onReject={onReject}
      onFix={() => {
        void actions.fix(chosen);
        clear();
      }}
      onClear={clear}
    />
  );
}

export function ReviewGrid({ filter, firstPage, total, actions, empty }: ReviewGridProps) {
  useAllowedKeys(REVIEW_KEYS);
  const { images, hasMore, loadMore, error, retry } = useReviewPages(filter, firstPage);
  const tiles = useMemo(() => tilesOf(images ?? [], actions.changed), [images, actions.changed]);
  const listed = useListed(total, { loaded: images?.length ?? 0, shown: tiles.length, hasMore });
  const { selected, select, chosen, clear } = useSelected(tiles);
  const grid = useRef<GridHandle>(null);
  const { shown, isLinked, isOpen, at, ...image } = useOpenImage(tiles, images !== null, actions.changed);
  const goTo = (index: number) => {
    const next = shown[index];
    if (isOpen && next) image.step(next.id);
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
  const onClose = (last: number) => {
    image.close();
    if (!isLinked) grid.current?.goTo(last);
  };

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
          onOpen={image.open}
          onSelect={select}
        />
      )}
      {error && <GridError message={error.message} onRetry={retry} />}
      <SelectedActions
        {...{ chosen, actions, clear }}
        onReject={() => commands.ask({ kind: "reject", about: chosen, at: null })}
      />
      {isOpen ? (
        <OpenedDialog
          {...{ actions, commands, goTo, loadMore, at, onClose }}
          tiles={shown}
          total={isLinked ? 1 : listed}
        >
          {notes}
        </OpenedDialog>
      ) : (
        notes
      )}
    </>
  );
}
