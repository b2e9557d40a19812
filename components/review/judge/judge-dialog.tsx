"use client";

import { type ReactNode, useEffect } from "react";
import { JudgeActions, JudgeState } from "#components/review/judge/judge-actions.tsx";
import { judgeKeys } from "#components/review/judge/judge-keys.ts";
import { JudgePanel } from "#components/review/judge/judge-panel.tsx";
import { JudgePictures } from "#components/review/judge/judge-pictures.tsx";
import { usePreload } from "#components/review/judge/use-preload.ts";
import { useShownVersion } from "#components/review/judge/use-shown-version.ts";
import { useBox, useZoom } from "#components/review/judge/use-zoom.ts";
import type { Place } from "#components/review/places.ts";
import type { Desk } from "#components/review/use-desk.ts";
import type { Judging } from "#components/review/use-judging.ts";
import type { WallCommand } from "#components/review/wall-keys.ts";
import { tileId } from "#components/review/wall-tile.tsx";
import { Button } from "#components/ui/button.tsx";
import { count } from "#components/ui/count.ts";
import { Dialog } from "#components/ui/dialog.tsx";

type JudgeDialogProps = {
  places: readonly Place[];
  at: number;
  /** Of how many; null while nobody has counted them. */
  total: number | null;
  desk: Desk;
  judging: Judging;
  goTo: (place: number) => void;
  loadMore: (() => void) | null;
  onClose: (at: number) => void;
  /** Dialogs that lie on this one. */
  children: ReactNode;
};

/** Images from the end of what is loaded at which more is asked for: nobody judges them faster than they come. */
const NEAR_END = 40;

/** An image and its source side by side, large, to be judged; the next one follows by itself. */
export function JudgeDialog(props: JudgeDialogProps) {
  const place = props.places[props.at];
  return place ? <Judge {...props} place={place} /> : null;
}

function Judge({
  place,
  places,
  at,
  total,
  desk,
  judging,
  goTo,
  loadMore,
  onClose,
  children,
}: JudgeDialogProps & { place: Place }) {
  const { box, onBox } = useBox();
  const version = useShownVersion(place, desk);
  const { image, isOther } = version;
  const zoom = useZoom(box, image);
  const previous = at > 0 ? () => goTo(at - 1) : null;
  const next = at + 1 < places.length ? () => goTo(at + 1) : null;
  usePreload(places[at + 1]);
  const isNearEnd = at >= places.length - NEAR_END;
  useEffect(() => {
    if (isNearEnd) loadMore?.();
  }, [isNearEnd, loadMore]);

  const onCommand = (command: WallCommand) => {
    if (command === "undo" || !isOther) judging.run(command, at);
  };
  return (
    <Dialog
      open
      size="full"
      onOpenChange={(open) => !open && onClose(at)}
      finalFocus={() => document.getElementById(tileId(place.id))}
      onKeyDown={judgeKeys({ onStep: (by) => (by < 0 ? previous?.() : next?.()), onZoom: zoom.zoom, onCommand })}
      title={image.productTitle}
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <span role="status">
            {count(at + 1)} of {total === null ? `${count(places.length)} or more` : count(total)}
          </span>
          <span className="font-mono text-xs">{image.asin ?? "No ASIN"}</span>
          <span className="font-mono text-xs">{image.targetVariant}</span>
          <JudgeState review={image.review} making={place.making} />
        </span>
      }
      footer={
        isOther ? (
          <>
            <p className="mr-auto self-center text-muted">This is not the current version.</p>
            <Button onClick={() => version.choose(null)}>Back to the current version</Button>
            <Button variant="primary" onClick={() => void version.use()}>
              Make current
            </Button>
          </>
        ) : (
          <JudgeActions
            onPrevious={previous}
            onNext={next}
            notMade={desk.reasons.get(place.id) ?? null}
            undo={desk.lastStep?.said ?? null}
            busy={place.making !== null}
            onCommand={onCommand}
          />
        )
      }
    >
      <div className="flex flex-col lg:h-full lg:flex-row">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col p-3">
          <JudgePictures {...{ image, zoom, box, onBox }} />
        </div>
        <JudgePanel
          image={image}
          facts={version.facts}
          onShow={version.choose}
          onVariant={(variant) => void version.setVariant(variant)}
          onDeleted={() => {
            version.leave();
            if (!isOther && (version.facts.versions?.length ?? 1) < 2) next ? next() : onClose(at);
          }}
        />
      </div>
      {children}
    </Dialog>
  );
}
