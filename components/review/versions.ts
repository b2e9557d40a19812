import { type Making, type Tile, toReviewImage } from "#components/review/tiles.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import { isImageInProgress } from "#lib/schemas/image-state.ts";
import type { ReviewImage } from "#lib/schemas/review.ts";

/** `looks`: how often it was seen since it was made. */
export type Pending = { tile: Tile; kind: Making; imageId: string; looks: number };

/** By tile. */
export type Versions = {
  shown: ReadonlyMap<string, ReviewImage>;
  making: ReadonlyMap<string, Making>;
  /** Why the version that was asked for last was not made. */
  reasons: ReadonlyMap<string, string>;
  deleted: ReadonlySet<string>;
  /** In the order in which they are asked about. */
  pending: readonly Pending[];
};

export const NO_VERSIONS: Versions = {
  shown: new Map(),
  making: new Map(),
  reasons: new Map(),
  deleted: new Set(),
  pending: [],
};

function without<Value>(map: ReadonlyMap<string, Value>, key: string): ReadonlyMap<string, Value> {
  return new Map([...map].filter(([other]) => other !== key));
}

export const asked = (state: Versions, tileId: string, kind: Making): Versions => ({
  ...state,
  making: new Map(state.making).set(tileId, kind),
  reasons: without(state.reasons, tileId),
});

/** It is waited for in place of an earlier one of that tile. */
export const begun = (state: Versions, tile: Tile, kind: Making, imageId: string): Versions => ({
  ...state,
  pending: [...state.pending.filter((entry) => entry.tile.id !== tile.id), { tile, kind, imageId, looks: 0 }],
});

export const settled = (state: Versions, tileId: string): Versions => ({
  ...state,
  making: without(state.making, tileId),
});

export const left = (state: Versions, tile: Tile): Versions => ({
  ...state,
  pending: state.pending.filter((entry) => entry.tile !== tile),
});

export const failed = (state: Versions, tileId: string, reason: string): Versions => ({
  ...state,
  reasons: new Map(state.reasons).set(tileId, reason),
});

export const withoutReason = (state: Versions, tileId: string): Versions => ({
  ...state,
  reasons: without(state.reasons, tileId),
});

/** A version that is made is asked about no longer once the tile shows another. */
export function shows(
  state: Versions,
  tileId: string,
  image: GeneratedImage,
  beside: Pick<ReviewImage, "jobName" | "versions">,
): Versions {
  const shown = toReviewImage(image, beside);
  if (!shown) return state;
  const isOld = ({ tile, imageId, looks }: Pending) => tile.id === tileId && imageId !== image.id && looks > 0;
  return {
    ...state,
    shown: new Map(state.shown).set(tileId, shown),
    pending: state.pending.filter((entry) => !isOld(entry)),
  };
}

export const dropped = (state: Versions, tileId: string): Versions => ({
  ...state,
  deleted: new Set(state.deleted).add(tileId),
});

export const putBack = (state: Versions, tileId: string): Versions => ({
  ...state,
  deleted: state.deleted.difference(new Set([tileId])),
});

/** By image; null: it was deleted, or taken out of the queue. */
export type News = ReadonlyMap<string, GeneratedImage | null>;

/** A version that is made is asked about a few times more, until its checks are there. */
const LOOKS_FOR_CHECKS = 20;

function looked(entry: Pending, news: News): Pending[] {
  const image = news.get(entry.imageId);
  if (image === null) return [];
  if (!image || isImageInProgress(image)) return [entry];
  const looks = entry.looks + 1;
  const isOver = image.status !== "COMPLETED" || image.verdict !== null || looks > LOOKS_FOR_CHECKS;
  return isOver ? [] : [{ ...entry, looks }];
}

/** Versions that are not made yet come before those without checks. */
export const heard = (state: Versions, news: News): Versions => ({
  ...state,
  pending: state.pending
    .flatMap((entry) => looked(entry, news))
    .sort((a, b) => Number(a.looks > 0) - Number(b.looks > 0)),
});
