import type { GeneratedImage } from "#lib/schemas/image.ts";
import type { Review, ReviewImage } from "#lib/schemas/review.ts";

export type Making = "regenerate" | "fix";

/** `id` is that of the image that was listed there, whichever version is current. */
export type Tile = { id: string; image: ReviewImage; making: Making | null };

export type Changed = {
  reviews: ReadonlyMap<string, Review>;
  /** By image: is it current? */
  current: ReadonlyMap<string, boolean>;
  /** By tile: the version that it shows. */
  versions: ReadonlyMap<string, ReviewImage>;
  /** By tile: a version on its way. */
  making: ReadonlyMap<string, Making>;
  /** Tiles whose image is deleted. */
  deleted: ReadonlySet<string>;
};

type Built = { version: ReviewImage; review: Review | undefined; isCurrent: boolean; tile: Tile };
const built = new WeakMap<ReviewImage, Built>();

/** The same object as before where nothing about it has changed, so that no tile is drawn for nothing. */
function tileOf(first: ReviewImage, { reviews, current, versions, making }: Changed): Tile {
  const version = versions.get(first.id) ?? first;
  const review = reviews.get(version.id);
  const isCurrent = current.get(version.id) ?? version.current;
  const how = making.get(first.id) ?? null;
  const last = built.get(first);
  const isSame = last?.version === version && last.review === review && last.isCurrent === isCurrent;
  if (isSame && last.tile.making === how) return last.tile;
  const image = { ...version, current: isCurrent, ...(review && { review }) };
  const tile = { id: first.id, image, making: how };
  built.set(first, { version, review, isCurrent, tile });
  return tile;
}

export function tilesOf(listed: readonly ReviewImage[], changed: Changed): Tile[] {
  return listed.filter(({ id }) => !changed.deleted.has(id)).map((first) => tileOf(first, changed));
}

/** `id`: the tile's, or that of the version that it shows. -1 where it is on no page that was loaded. */
export function findTile(tiles: readonly Tile[], id: string | null): number {
  if (id === null) return -1;
  return tiles.findIndex((tile) => tile.id === id || tile.image.id === id);
}

/**
 * How many images the grid lists; null while nobody knows. `first`: how many matched when it was opened, of which decisions
 * remove none. `loaded` of them are here, `shown` of those not deleted.
 */
export function listedTotal(
  first: number | null,
  { loaded, shown, hasMore }: { loaded: number; shown: number; hasMore: boolean },
): number | null {
  if (!hasMore) return shown;
  return first === null ? null : Math.max(first, loaded) - (loaded - shown);
}

/** Null where there is no picture to review. */
export function toReviewImage(
  image: GeneratedImage,
  { jobName, versions }: Pick<ReviewImage, "jobName" | "versions">,
): ReviewImage | null {
  const { id, productId, productTitle, asin, originJobId, targetVariant, variant, origin, model, current, note } =
    image;
  const { candidate, url, thumbnailUrl, width, height, sourceUrl, sourceThumbnailUrl, checks, verdict, review } = image;
  if (image.status !== "COMPLETED" || !productId || !url || !thumbnailUrl || !width || !height) return null;
  return {
    ...{ id, productId, productTitle, asin, originJobId, targetVariant, variant, origin, model, current, note },
    ...{ url, thumbnailUrl, width, height, sourceUrl, sourceThumbnailUrl, checks, verdict, review },
    ...{ candidate, jobName, versions },
  };
}
