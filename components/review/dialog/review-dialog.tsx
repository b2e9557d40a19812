"use client";

import { type ReactNode, useEffect } from "react";
import { DialogActions, ReviewBadge } from "#components/review/dialog/dialog-actions.tsx";
import { dialogKeys } from "#components/review/dialog/dialog-keys.ts";
import { DialogPanel } from "#components/review/dialog/dialog-panel.tsx";
import { DialogPictures } from "#components/review/dialog/dialog-pictures.tsx";
import { usePreload } from "#components/review/dialog/use-preload.ts";
import { useShownVersion } from "#components/review/dialog/use-shown-version.ts";
import { useBox, useZoom } from "#components/review/dialog/use-zoom.ts";
import type { ReviewCommand } from "#components/review/review-keys.ts";
import { tileElementId } from "#components/review/review-tile.tsx";
import type { Tile } from "#components/review/tiles.ts";
import type { ReviewActions } from "#components/review/use-review-actions.ts";
import type { ReviewCommands } from "#components/review/use-review-commands.ts";
import { Button } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { count } from "#components/ui/count.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import type { ReviewImage } from "#lib/schemas/review.ts";

export type ReviewDialogProps = {
  tiles: readonly Tile[];
  at: number;
  /** Null while nobody has counted them. */
  total: number | null;
  actions: ReviewActions;
  commands: ReviewCommands;
  goTo: (index: number) => void;
  loadMore: (() => void) | null;
  onClose: (at: number) => void;
  /** Dialogs that lie on this one. */
  children: ReactNode;
};

/** Images from the end of what is loaded at which more is asked for: nobody decides faster than they load. */
const NEAR_END = 40;

export function ReviewDialog(props: ReviewDialogProps) {
  const tile = props.tiles[props.at];
  return tile ? <OpenImage {...props} tile={tile} /> : null;
}

function useNeighbours({ tiles, at, goTo, loadMore }: Pick<ReviewDialogProps, "tiles" | "at" | "goTo" | "loadMore">) {
  usePreload(tiles[at + 1]);
  const isNearEnd = at >= tiles.length - NEAR_END;
  useEffect(() => {
    if (isNearEnd) loadMore?.();
  }, [isNearEnd, loadMore]);
  return {
    previous: at > 0 ? () => goTo(at - 1) : null,
    next: at + 1 < tiles.length ? () => goTo(at + 1) : null,
  };
}

type PositionProps = { tile: Tile; image: ReviewImage; at: number; loaded: number; total: number | null };

function Position({ tile, image, at, loaded, total }: PositionProps) {
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span role="status">
        {count(at + 1)} of {total === null ? `${count(loaded)} or more` : count(total)}
      </span>
      <span className="font-mono text-xs">{image.asin ?? "No ASIN"}</span>
      <span className="font-mono text-xs">{image.targetVariant}</span>
      <ReviewBadge review={image.review} making={tile.making} />
    </span>
  );
}

/** In place of the actions, which are about the current version. */
function OtherVersionBar({ onBack, onMakeCurrent }: { onBack: () => void; onMakeCurrent: () => void }) {
  return (
    <>
      <p className="mr-auto self-center text-muted">This is not the current version.</p>
      <Button onClick={onBack}>Back to the current version</Button>
      <Can do="version">
        <Button variant="primary" onClick={onMakeCurrent}>
          Make current
        </Button>
      </Can>
    </>
  );
}

function OpenImage({ tile, ...props }: ReviewDialogProps & { tile: Tile }) {
  const { tiles, at, total, actions, commands, onClose, children } = props;
  const { box, onBox } = useBox();
  const version = useShownVersion(tile, actions);
  const { image, isOther } = version;
  const zoom = useZoom(box, image);
  const { previous, next } = useNeighbours(props);
  const onCommand = (command: ReviewCommand) => {
    if (command === "undo" || !isOther) commands.run(command, at);
  };
  function onDeleted() {
    version.leave();
    if (!isOther && (version.facts.versions?.length ?? 1) < 2) next ? next() : onClose(at);
  }
  return (
    <Dialog
      open
      size="full"
      onOpenChange={(open) => !open && onClose(at)}
      finalFocus={() => document.getElementById(tileElementId(tile.id))}
      onKeyDown={dialogKeys({ onStep: (by) => (by < 0 ? previous?.() : next?.()), onZoom: zoom.zoom, onCommand })}
      title={image.productTitle}
      description={<Position {...{ tile, image, at, total }} loaded={tiles.length} />}
      footer={
        isOther ? (
          <OtherVersionBar onBack={() => version.choose(null)} onMakeCurrent={() => void version.makeCurrent()} />
        ) : (
          <DialogActions
            onPrevious={previous}
            onNext={next}
            notMade={actions.reasons.get(tile.id) ?? null}
            undo={actions.lastStep?.said ?? null}
            busy={tile.making !== null}
            onCommand={onCommand}
          />
        )
      }
    >
      <div className="flex flex-col lg:h-full lg:flex-row">
        <div className="flex min-h-0 min-w-0 flex-1 flex-col p-3">
          <DialogPictures {...{ image, zoom, box, onBox }} />
        </div>
        <DialogPanel
          {...{ image, onDeleted }}
          facts={version.facts}
          onShow={version.choose}
          onVariant={(variant) => void version.setVariant(variant)}
        />
      </div>
      {children}
    </Dialog>
  );
}
