"use client";

import { namesOf } from "#components/review/messages.ts";
import type { Tile } from "#components/review/tiles.ts";
import type { ReviewActions } from "#components/review/use-review-actions.ts";
import { imagePath } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { send } from "#lib/api-client.ts";
import type { GeneratedImage, generateImageResponseSchema, ImageChange } from "#lib/schemas/image.ts";
import type { ReviewImage } from "#lib/schemas/review.ts";

const CURRENT: ImageChange = { current: true, scope: "versions" };

/** A change of an image, what is said of it or of its failure, and the change of which image undoes it. */
type Change = {
  imageId: string;
  body: ImageChange;
  said: string;
  failure: string;
  back: { imageId: string; body: ImageChange };
};

/** Throws `ApiError`. */
async function put(imageId: string, body: ImageChange): Promise<GeneratedImage> {
  return (await send<typeof generateImageResponseSchema>(imagePath(imageId), body, { method: "PATCH" })).image;
}

/** `onCurrent`: called with the version that has become current, before it is shown. */
export function useVersionChanges(tile: Tile, actions: ReviewActions, onCurrent: (id: string) => void) {
  const name = namesOf([tile.image]);

  async function revert({ imageId, body }: Change["back"]) {
    const image = await put(imageId, body);
    if (image.current) actions.show(tile.id, image, tile.image);
  }
  const { run } = useCommand(({ imageId, body }: Change) => put(imageId, body), {
    failure: ({ failure }) => failure,
    onDone(image, { imageId, body, said, back }) {
      if (body.current) onCurrent(imageId);
      if (imageId === tile.image.id || body.current) actions.show(tile.id, image, tile.image);
      actions.remember({ changes: [], tileId: tile.id, said, revert: () => revert(back) });
      actions.tell();
    },
  });
  return {
    makeCurrent: ({ id }: ReviewImage) =>
      run({
        imageId: id,
        body: CURRENT,
        said: `Current version of ${name} changed`,
        failure: "Couldn't change the version.",
        back: { imageId: tile.image.id, body: CURRENT },
      }),
    setVariant: ({ id, targetVariant: before }: ReviewImage, targetVariant: string) =>
      run({
        imageId: id,
        body: { targetVariant },
        said: `${name} moved to ${targetVariant}`,
        failure: "Couldn't move the image.",
        back: { imageId: id, body: { targetVariant: before } },
      }),
  };
}
