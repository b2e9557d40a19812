"use client";

import { useState } from "react";
import { toast } from "sonner";
import { useFacts } from "#components/review/judge/use-facts.ts";
import { type Place, toReviewImage } from "#components/review/places.ts";
import type { Desk } from "#components/review/use-desk.ts";
import { namesOf } from "#components/review/wall-words.ts";
import { restoreDeleted } from "#components/ui/tell-deleted.ts";
import { ApiError, send } from "#lib/api-client.ts";
import { type GeneratedImage, generateImageResponseSchema, type ImageChange } from "#lib/schemas/image.ts";
import type { ReviewImage } from "#lib/schemas/review.ts";

const IN_USE: ImageChange = { current: true, scope: "versions" };

/** What is said of a change, or of its failure, and which change of which image takes it back. */
type Change = { said: string; failure: string; back: { imageId: string; body: ImageChange } };

/** The version that is looked at: the one that stands in the place, until another one is chosen. */
export function useShownVersion(place: Place, desk: Desk) {
  const [chosen, setChosen] = useState<{ of: string; version: GeneratedImage } | null>(null);
  const facts = useFacts(place.image.id);
  const wanted = chosen?.of === place.image.id && chosen.version.id !== place.image.id ? chosen.version : null;
  const version = facts.versions?.find(({ id }) => id === wanted?.id) ?? wanted;
  const other = version && toReviewImage(version, place.image);

  /** Throws `ApiError`. */
  async function put(imageId: string, body: ImageChange): Promise<GeneratedImage> {
    const path = `/api/images/${imageId}`;
    return (await send(path, generateImageResponseSchema, body, { method: "PATCH" })).image;
  }

  async function change(imageId: string, body: ImageChange, { said, failure, back }: Change) {
    try {
      const image = await put(imageId, body);
      if (imageId === place.image.id || body.current) desk.show(place.id, image, place.image);
      desk.remember({ changes: [], placeId: place.id, said, revert: () => revert(back) });
      desk.tell();
    } catch (error) {
      toast.error(`${failure} ${error instanceof ApiError ? error.message : "Reload and try again."}`);
    }
  }

  async function revert({ imageId, body }: Change["back"]) {
    const image = await put(imageId, body);
    if (image.current) desk.show(place.id, image, place.image);
  }

  const name = namesOf([place.image]);
  const use = (version: ReviewImage) =>
    change(version.id, IN_USE, {
      said: `Current version of ${name} changed`,
      failure: "Couldn't change the version.",
      back: { imageId: place.image.id, body: IN_USE },
    });
  const setVariant = ({ id, targetVariant: before }: ReviewImage, targetVariant: string) =>
    change(
      id,
      { targetVariant },
      {
        said: `${name} moved to ${targetVariant}`,
        failure: "Couldn't move the image.",
        back: { imageId: id, body: { targetVariant: before } },
      },
    );

  return {
    facts,
    image: other ?? place.image,
    isOther: other !== null,
    choose: (next: GeneratedImage | null) => setChosen(next && { of: place.image.id, version: next }),
    use: () => other && use(other),
    setVariant: (targetVariant: string) => setVariant(other ?? place.image, targetVariant),
    /** After the shown version was deleted: what is left stands in the place, or the place goes. An undo step restores it. */
    leave(): void {
      const deleted = other ?? place.image;
      const versions = facts.versions ?? [];
      const shown = versions.find(({ id }) => id === place.image.id);
      const left = versions.filter(({ id, status }) => id !== deleted.id && status === "COMPLETED");
      setChosen(null);
      const heir = other ? left.find(({ id }) => id === place.image.id) : left.at(-1);
      if (heir) desk.show(place.id, heir, { ...place.image, versions: left.length });
      else if (!other) desk.drop(place.id);
      const revert = async () => {
        await restoreDeleted(deleted.id);
        desk.putBack(place.id);
        if (heir && shown) desk.show(place.id, shown, place.image);
      };
      desk.remember({ changes: [], placeId: place.id, said: `Deleted the image of ${name}`, revert });
      desk.tell(deleted.id);
    },
  };
}
