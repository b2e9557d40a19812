import type { GeneratedImage } from "#lib/schemas/image.ts";
import type { Review, ReviewImage } from "#lib/schemas/review.ts";

/** How a version comes to be that a person asked for. */
export type Making = "redo" | "fix";

/** A place on the wall: it keeps the id of the image that was listed there, whatever version stands there by now. */
export type Place = { id: string; image: ReviewImage; making: Making | null };

/** What became of listed images since they were listed. */
export type Changed = {
  reviews: ReadonlyMap<string, Review>;
  /** By place: the version that stands there. */
  versions: ReadonlyMap<string, ReviewImage>;
  /** By place: a version on its way. */
  making: ReadonlyMap<string, Making>;
  /** Places whose image is deleted. */
  deleted: ReadonlySet<string>;
};

/** The wall as it is now, every place where it was listed. */
export function placesOf(listed: readonly ReviewImage[], changed: Changed): Place[] {
  const { reviews, versions, making, deleted } = changed;
  return listed
    .filter(({ id }) => !deleted.has(id))
    .map((first) => {
      const image = versions.get(first.id) ?? first;
      const review = reviews.get(image.id);
      return { id: first.id, image: review ? { ...image, review } : image, making: making.get(first.id) ?? null };
    });
}

/** The place of an image, named by the place's id or by that of the version that stands there; -1 where it is on no page that was loaded. */
export function findPlace(places: readonly Place[], id: string | null): number {
  if (id === null) return -1;
  return places.findIndex((place) => place.id === id || place.image.id === id);
}

/** An image as the wall shows it, from its facts; null where there is no picture to judge. */
export function toReviewImage(
  image: GeneratedImage,
  beside: Pick<ReviewImage, "jobName" | "versions">,
): ReviewImage | null {
  const { id, productId, productTitle, asin, originJobId, targetSlot, variant, origin, model, current, note } = image;
  const { url, thumbnailUrl, width, height, sourceUrl, sourceThumbnailUrl, checks, verdict, review } = image;
  if (image.status !== "COMPLETED" || !productId || !url || !thumbnailUrl || !width || !height) return null;
  return {
    ...{ id, productId, productTitle, asin, originJobId, targetSlot, variant, origin, model, current, note },
    ...{ url, thumbnailUrl, width, height, sourceUrl, sourceThumbnailUrl, checks, verdict, review },
    ...beside,
  };
}
