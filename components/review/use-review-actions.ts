"use client";

import { useMemo, useState } from "react";
import { useSWRConfig } from "swr";
import { namesOf } from "#components/review/review-words.ts";
import type { Changed, Making, Tile } from "#components/review/tiles.ts";
import { useDecisions } from "#components/review/use-decisions.ts";
import { useVersions } from "#components/review/use-versions.ts";
import type { RegenerateRequest } from "#lib/schemas/image.ts";

const REMADE: Record<Making, string> = { regenerate: "Regenerating", fix: "Fixing" };

/** The histories of decisions, as SWR knows them. */
export const historyPath = (imageId: string) => `/api/images/${imageId}/reviews`;
export const versionsPath = (imageId: string) => `/api/images/${imageId}/versions`;

/** Of which image a path is the history or the versions; null where it is neither. */
const imageIdOf = (key: unknown) =>
  typeof key === "string" ? (/^\/api\/images\/([^/]+)\/(?:reviews|versions)$/.exec(key)?.[1] ?? null) : null;

/** What can be done with images, and what became of them since they were listed. It outlives a change of the filter. */
export function useReviewActions(onChange: () => void) {
  const { mutate } = useSWRConfig();
  /** `deletedId`: the image that is not asked about, as it was deleted. */
  const tell = (deletedId?: string) => {
    onChange();
    void mutate((key) => ![null, deletedId].includes(imageIdOf(key)));
  };
  const { versions, making, reasons, show, make, restore } = useVersions(tell);
  const { decisions, forget, ...deciding } = useDecisions({
    onSent: tell,
    onUndone: ({ remade }) => remade?.forEach(restore),
  });
  /** Asks for a further version of each; where none is begun there is nothing to undo. */
  async function remake(tiles: readonly Tile[], kind: Making, body: RegenerateRequest | Record<string, never>) {
    const remade = tiles.filter(({ making }) => making === null);
    if (remade.length === 0) return;
    const step = { changes: [], remade, said: `${REMADE[kind]} ${namesOf(remade.map(({ image }) => image))}` };
    deciding.remember(step);
    const begun = await Promise.all(remade.map((tile) => make(tile, kind, body)));
    if (!begun.includes(true)) forget(step);
  }

  const [deleted, setDeleted] = useState<ReadonlySet<string>>(new Set());
  const changed: Changed = useMemo(
    () => ({ reviews: decisions.reviews, versions, making, deleted }),
    [decisions.reviews, versions, making, deleted],
  );
  return {
    changed,
    lastStep: decisions.steps.at(-1) ?? null,
    ...deciding,
    ...{ show, tell, reasons },
    regenerate: (tiles: readonly Tile[], request: RegenerateRequest) => remake(tiles, "regenerate", request),
    fix: (tiles: readonly Tile[]) => remake(tiles, "fix", {}),
    /** Takes a tile off the wall. */
    drop: (tileId: string) => setDeleted((before) => new Set(before).add(tileId)),
    /** Puts it back. */
    putBack: (tileId: string) => setDeleted((before) => new Set([...before].filter((id) => id !== tileId))),
  };
}
export type ReviewActions = ReturnType<typeof useReviewActions>;
