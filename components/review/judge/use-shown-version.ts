"use client";

import { useState } from "react";
import { toast } from "sonner";
import { useFacts } from "#components/review/judge/use-facts.ts";
import { type Place, toReviewImage } from "#components/review/places.ts";
import type { Desk } from "#components/review/use-desk.ts";
import { ApiError, send } from "#lib/api-client.ts";
import { type GeneratedImage, generateImageResponseSchema, type ImageChange } from "#lib/schemas/image.ts";

/** The version that is looked at: the one that stands in the place, until another one is chosen. */
export function useShownVersion(place: Place, desk: Desk) {
  const [chosen, setChosen] = useState<{ of: string; version: GeneratedImage } | null>(null);
  const facts = useFacts(place.image.id);
  const version = chosen?.of === place.image.id && chosen.version.id !== place.image.id ? chosen.version : null;
  const other = version && toReviewImage(version, place.image);

  async function change(imageId: string, body: ImageChange, failure: string) {
    try {
      const { image } = await send(`/api/images/${imageId}`, generateImageResponseSchema, body, { method: "PATCH" });
      if (imageId === place.image.id || body.current) desk.show(place.id, image, place.image);
      desk.tell();
    } catch (error) {
      toast.error(`${failure} ${error instanceof ApiError ? error.message : "Reload and try again."}`);
    }
  }

  return {
    facts,
    image: other ?? place.image,
    isOther: other !== null,
    choose: (next: GeneratedImage | null) => setChosen(next && { of: place.image.id, version: next }),
    use: () => other && change(other.id, { current: true, among: "versions" }, "The version was not changed."),
    setSlot: (targetSlot: string) => change((other ?? place.image).id, { targetSlot }, "The slot was not changed."),
    /** After the shown version was deleted: what is left stands in the place, or the place goes. */
    leave() {
      const left = facts.versions?.filter(
        ({ id, status }) => id !== (other ?? place.image).id && status === "COMPLETED",
      );
      setChosen(null);
      const heir = other ? left?.find(({ id }) => id === place.image.id) : left?.at(-1);
      if (heir) desk.show(place.id, heir, { ...place.image, versions: left?.length ?? 1 });
      else if (!other) desk.drop(place.id);
      desk.tell();
    },
  };
}
