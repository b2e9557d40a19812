"use client";

import { useState } from "react";
import { afterDeletion, type Chosen, otherVersion, stillChosen } from "#components/review/dialog/shown-version.ts";
import { useFacts } from "#components/review/dialog/use-facts.ts";
import { useVersionChanges } from "#components/review/dialog/use-version-changes.ts";
import { namesOf } from "#components/review/messages.ts";
import { type Tile, toReviewImage } from "#components/review/tiles.ts";
import type { ReviewActions } from "#components/review/use-review-actions.ts";
import { restoreDeleted } from "#components/ui/restore-deleted.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";

export function useShownVersion(tile: Tile, actions: ReviewActions) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const facts = useFacts(tile.image.id);
  const { makeCurrent, setVariant } = useVersionChanges(tile, actions, (id) =>
    setChosen((now) => stillChosen(now, id)),
  );
  const version = otherVersion(tile, chosen, facts.versions);
  const other = version && toReviewImage(version, tile.image);
  const image = other ?? tile.image;

  /** What is left is shown in the tile, or the tile leaves. Undo restores it. */
  function leave(): void {
    const current = facts.versions?.find(({ id }) => id === tile.image.id);
    const { next, left, isGone } = afterDeletion(tile, image.id, facts.versions);
    setChosen(null);
    if (next) actions.show(tile.id, next, { ...tile.image, versions: left });
    if (isGone) actions.drop(tile.id);
    const revert = async () => {
      await restoreDeleted(image.id);
      actions.putBack(tile.id);
      if (next && current) actions.show(tile.id, current, tile.image);
    };
    actions.remember({ changes: [], tileId: tile.id, said: `Deleted the image of ${namesOf([tile.image])}`, revert });
    actions.tell(image.id);
  }
  return {
    ...{ facts, image, leave },
    isOther: other !== null,
    choose: (next: GeneratedImage | null) => setChosen(next && { of: tile.image.id, version: next }),
    makeCurrent: () => other && makeCurrent(other),
    setVariant: (targetVariant: string) => setVariant(image, targetVariant),
  };
}
