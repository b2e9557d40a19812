"use client";

import { useState } from "react";
import { toast } from "sonner";
import { useFacts } from "#components/review/dialog/use-facts.ts";
import { namesOf } from "#components/review/review-words.ts";
import { type Tile, toReviewImage } from "#components/review/tiles.ts";
import type { ReviewActions } from "#components/review/use-review-actions.ts";
import { restoreDeleted } from "#components/ui/tell-deleted.ts";
import { ApiError, send } from "#lib/api-client.ts";
import { type GeneratedImage, generateImageResponseSchema, type ImageChange } from "#lib/schemas/image.ts";
import type { ReviewImage } from "#lib/schemas/review.ts";

const IN_USE: ImageChange = { current: true, scope: "versions" };

/** What is said of a change, or of its failure, and which change of which image takes it back. */
type Change = { said: string; failure: string; back: { imageId: string; body: ImageChange } };

/** The version that is looked at: the one that stands in the tile, until another one is chosen. */
export function useShownVersion(tile: Tile, actions: ReviewActions) {
  const [chosen, setChosen] = useState<{ of: string; version: GeneratedImage } | null>(null);
  const facts = useFacts(tile.image.id);
  const wanted = chosen?.of === tile.image.id && chosen.version.id !== tile.image.id ? chosen.version : null;
  const version = facts.versions?.find(({ id }) => id === wanted?.id) ?? wanted;
  const other = version && toReviewImage(version, tile.image);

  /** Throws `ApiError`. */
  async function put(imageId: string, body: ImageChange): Promise<GeneratedImage> {
    const path = `/api/images/${imageId}`;
    return (await send(path, generateImageResponseSchema, body, { method: "PATCH" })).image;
  }

  async function change(imageId: string, body: ImageChange, { said, failure, back }: Change) {
    try {
      const image = await put(imageId, body);
      if (imageId === tile.image.id || body.current) actions.show(tile.id, image, tile.image);
      actions.remember({ changes: [], tileId: tile.id, said, revert: () => revert(back) });
      actions.tell();
    } catch (error) {
      toast.error(`${failure} ${error instanceof ApiError ? error.message : "Reload and try again."}`);
    }
  }

  async function revert({ imageId, body }: Change["back"]) {
    const image = await put(imageId, body);
    if (image.current) actions.show(tile.id, image, tile.image);
  }

  const name = namesOf([tile.image]);
  const use = (version: ReviewImage) =>
    change(version.id, IN_USE, {
      said: `Current version of ${name} changed`,
      failure: "Couldn't change the version.",
      back: { imageId: tile.image.id, body: IN_USE },
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
    image: other ?? tile.image,
    isOther: other !== null,
    choose: (next: GeneratedImage | null) => setChosen(next && { of: tile.image.id, version: next }),
    use: () => other && use(other),
    setVariant: (targetVariant: string) => setVariant(other ?? tile.image, targetVariant),
    /** After the shown version was deleted: what is left stands in the tile, or the tile goes. An undo step restores it. */
    leave(): void {
      const deleted = other ?? tile.image;
      const versions = facts.versions ?? [];
      const shown = versions.find(({ id }) => id === tile.image.id);
      const left = versions.filter(({ id, status }) => id !== deleted.id && status === "COMPLETED");
      setChosen(null);
      const heir = other ? left.find(({ id }) => id === tile.image.id) : left.at(-1);
      if (heir) actions.show(tile.id, heir, { ...tile.image, versions: left.length });
      else if (!other) actions.drop(tile.id);
      const revert = async () => {
        await restoreDeleted(deleted.id);
        actions.putBack(tile.id);
        if (heir && shown) actions.show(tile.id, shown, tile.image);
      };
      actions.remember({ changes: [], tileId: tile.id, said: `Deleted the image of ${name}`, revert });
      actions.tell(deleted.id);
    },
  };
}
