"use client";

import { useRef, useState } from "react";
import { toast } from "sonner";
import { type Making, type Place, toReviewImage } from "#components/review/places.ts";
import { useMaking } from "#components/review/use-making.ts";
import { shortName } from "#components/review/wall-words.ts";
import { sendOnce } from "#components/ui/send-once.ts";
import { ApiError, api, send } from "#lib/api-client.ts";
import {
  type GeneratedImage,
  generatedImageSchema,
  generateImageResponseSchema,
  type RegenerateRequest,
} from "#lib/schemas/image.ts";
import { restoreResponseSchema } from "#lib/schemas/restore.ts";
import type { ReviewImage } from "#lib/schemas/review.ts";

const FAILURES: Record<Making, string> = { regenerate: "Couldn't regenerate", fix: "Couldn't fix" };
const NOT_RESTORED = "Couldn't restore the previous version of";
const GONE = "It has been deleted.";

const reasonOf = (error: unknown) =>
  error instanceof ApiError ? error.message : "The server's answer can't be read. Reload the page and try again.";

/** Which places have a version on its way: as the page shows it, and as it is at this moment. */
function useAsked() {
  const [asked, setAsked] = useState<ReadonlyMap<string, Making>>(new Map());
  const latest = useRef(asked);
  function set(next: ReadonlyMap<string, Making>) {
    latest.current = next;
    setAsked(next);
  }
  return {
    asked,
    has: (placeId: string) => latest.current.has(placeId),
    begin: (placeId: string, kind: Making) => set(new Map(latest.current).set(placeId, kind)),
    settle: (placeId: string) => set(new Map([...latest.current].filter(([waiting]) => waiting !== placeId))),
  };
}

/** By place: why the version that was asked for last was not made. */
function useReasons() {
  const [reasons, setReasons] = useState<ReadonlyMap<string, string>>(new Map());
  return {
    reasons,
    note: (placeId: string, reason: string) => setReasons((before) => new Map(before).set(placeId, reason)),
    clear: (placeId: string) => setReasons((before) => new Map([...before].filter(([id]) => id !== placeId))),
  };
}

/** Further versions of images: asked for, waited for, and put in the place of the one before. */
export function useVersions(onChange: () => void) {
  const [versions, setVersions] = useState<ReadonlyMap<string, ReviewImage>>(new Map());
  const { asked, has, begin, settle } = useAsked();
  const { reasons, note, clear } = useReasons();
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const unwanted = useRef(new WeakSet<Place>());

  /** Shows this version in a place from now on. */
  function show(placeId: string, image: GeneratedImage, beside: Pick<ReviewImage, "jobName" | "versions">) {
    const shown = toReviewImage(image, beside);
    if (shown) setVersions((before) => new Map(before).set(placeId, shown));
  }

  function complain(place: Place, what: string, why: string) {
    const sentence = `${what} “${shortName(place.image.productTitle)}”. ${why}`;
    note(place.id, sentence);
    toast.error(sentence);
  }

  /** Brings the image back that stood in a place. `wasMade`: there is one version more. */
  async function bringBack(place: Place, wasMade: boolean) {
    clear(place.id);
    const { id, jobName, versions: number } = place.image;
    try {
      const { restored, inProgress } = await send("/api/images/restore", restoreResponseSchema, { imageIds: [id] });
      if (inProgress.length > 0) return;
      leave(place);
      settle(place.id);
      if (restored.length === 0) return complain(place, NOT_RESTORED, GONE);
      const image = await api(`/api/images/${id}`, generatedImageSchema);
      show(place.id, image, { jobName, versions: wasMade ? number + 1 : number });
    } catch (error) {
      complain(place, NOT_RESTORED, reasonOf(error));
    }
    onChange();
  }

  const { wait, leave } = useMaking((place, kind, image) => {
    const isWanted = !unwanted.current.has(place);
    if (image && isWanted) show(place.id, image, { jobName: place.image.jobName, versions: place.image.versions + 1 });
    if (image?.status === "QUEUED" || image?.status === "GENERATING") return;
    settle(place.id);
    onChange();
    if (!isWanted) {
      leave(place);
      if (image?.status === "COMPLETED") void bringBack(place, true);
    } else if (image?.status !== "COMPLETED") complain(place, FAILURES[kind], image?.errorMessage ?? GONE);
  });

  return {
    versions,
    making: asked,
    reasons,
    show,
    /** Asks for a further version of the image in a place. Was it begun? */
    async make(place: Place, kind: Making, body: RegenerateRequest | Record<string, never>): Promise<boolean> {
      begin(place.id, kind);
      clear(place.id);
      unwanted.current.delete(place);
      const path = `/api/images/${place.image.id}/${kind}`;
      const sent = queue.current.then(() => sendOnce(path, generateImageResponseSchema, body));
      queue.current = sent.catch(() => undefined);
      try {
        wait(place, kind, (await sent).image.id);
        return true;
      } catch (error) {
        settle(place.id);
        complain(place, FAILURES[kind], reasonOf(error));
        return false;
      }
    },
    /** Brings the version back that stood in a place: one that waits is not made; one that is being made goes as soon as it is. */
    restore(place: Place) {
      unwanted.current.add(place);
      const wasMade = !has(place.id);
      queue.current = queue.current.then(() => bringBack(place, wasMade));
    },
  };
}
