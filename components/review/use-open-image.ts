"use client";

import { useQueryState } from "nuqs";
import { useCallback } from "react";
import { type Changed, findTile, type Tile } from "#components/review/tiles.ts";
import { useLinkedTile } from "#components/review/use-linked-tile.ts";

/** Named by the URL's `?image=<id>`; it may be on no page that was loaded. */
export function useOpenImage(tiles: readonly Tile[], isLoaded: boolean, changed: Changed) {
  const [imageId, setImageId] = useQueryState("image");
  const at = findTile(tiles, imageId);
  const linked = useLinkedTile(isLoaded && at < 0 ? imageId : null, changed);
  const shown = linked ? [linked] : tiles;
  return {
    shown,
    isLinked: linked !== null,
    isOpen: imageId !== null && (linked !== null || at >= 0),
    at: Math.max(0, findTile(shown, imageId)),
    open: useCallback((tileId: string) => void setImageId(tileId, { history: "push" }), [setImageId]),
    step: (tileId: string) => void setImageId(tileId),
    close: () => void setImageId(null),
  };
}
