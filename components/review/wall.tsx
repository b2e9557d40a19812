"use client";

import { useQueryState } from "nuqs";
import { type ReactNode, useCallback, useMemo, useRef, useState } from "react";
import { JudgeDialog } from "#components/review/judge/judge-dialog.tsx";
import { NoteDialogs } from "#components/review/note-dialogs.tsx";
import { findPlace, placesOf } from "#components/review/places.ts";
import { TickedBar } from "#components/review/ticked-bar.tsx";
import type { Desk } from "#components/review/use-desk.ts";
import { useJudging } from "#components/review/use-judging.ts";
import { useLonePlace } from "#components/review/use-lone-place.ts";
import { useTicked } from "#components/review/use-ticked.ts";
import { useWallPages } from "#components/review/use-wall-pages.ts";
import { type GridHandle, WallGrid } from "#components/review/wall-grid.tsx";
import { WallError, WallSkeleton } from "#components/review/wall-states.tsx";
import type { ReviewFilter, ReviewPage } from "#lib/schemas/review.ts";

type WallProps = {
  filter: ReviewFilter;
  /** The first page, where the server has sent it. */
  firstPage: ReviewPage | null;
  /** How many images match now; null while nobody has counted them. */
  total: number | null;
  desk: Desk;
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
export function Wall({ filter, firstPage, total, desk, empty }: WallProps) {
  const { images, hasMore, loadMore, error, retry } = useWallPages(filter, firstPage);
  const places = useMemo(() => placesOf(images ?? [], desk.changed), [images, desk.changed]);
  const listed = useListed(total, { loaded: images?.length ?? 0, shown: places.length, hasMore });
  const { ticked, tick, chosen, clear } = useTicked(places);
  const [imageId, setImageId] = useQueryState("image");
  const grid = useRef<GridHandle>(null);
  const open = useCallback((placeId: string) => void setImageId(placeId, { history: "push" }), [setImageId]);
  const lone = useLonePlace(images !== null && findPlace(places, imageId) < 0 ? imageId : null, desk.changed);
  const isOpen = imageId !== null && (lone !== null || findPlace(places, imageId) >= 0);
  const shown = lone ? [lone] : places;
  const goTo = (place: number) => {
    const next = shown[place];
    if (isOpen && next) void setImageId(next.id);
    else grid.current?.goTo(place);
  };
  const judging = useJudging({
    places: shown,
    desk,
    goTo,
    onTick: ({ id }) => tick(id, !ticked.has(id)),
    onAnswered: clear,
  });
  const notes = <NoteDialogs judging={judging} />;

  if (images?.length === 0 && !isOpen) return empty;
  return (
    <>
      {images === null && !error && <WallSkeleton />}
      {images !== null && (
        <WallGrid
          {...{ places, hasMore, ticked, loadMore }}
          total={listed ?? -1}
          handle={grid}
          onCommand={judging.run}
          onOpen={open}
          onTick={tick}
        />
      )}
      {error && <WallError message={error.message} onRetry={retry} />}
      <TickedBar
        chosen={chosen}
        onApprove={() => {
          desk.decide(
            chosen.map(({ image }) => image),
            "approve",
          );
          clear();
        }}
        onReject={() => judging.ask({ kind: "reject", about: chosen, at: null })}
        onFix={() => {
          void desk.fix(chosen);
          clear();
        }}
        onClear={clear}
      />
      {isOpen ? (
        <JudgeDialog
          {...{ desk, judging, goTo, loadMore }}
          places={shown}
          at={Math.max(0, findPlace(shown, imageId))}
          total={lone ? 1 : listed}
          onClose={(at) => {
            void setImageId(null);
            if (!lone) grid.current?.goTo(at);
          }}
        >
          {notes}
        </JudgeDialog>
      ) : (
        notes
      )}
    </>
  );
}
