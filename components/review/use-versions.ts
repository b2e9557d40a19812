"use client";

import { useRef, useState } from "react";
import { toast } from "sonner";
import { type Making, type Place, toReviewImage } from "#components/review/places.ts";
import { useMaking } from "#components/review/use-making.ts";
import { shortName } from "#components/review/wall-words.ts";
import { ApiError, send } from "#lib/api-client.ts";
import { type GeneratedImage, generateImageResponseSchema, type RedoRequest } from "#lib/schemas/image.ts";
import type { ReviewImage } from "#lib/schemas/review.ts";

const FAILURES: Record<Making, string> = { redo: "was not redone", fix: "was not fixed" };

const reasonOf = (error: unknown) =>
  error instanceof ApiError ? error.message : "The server's answer could not be read. Reload and try again.";

/** Further versions of images: asked for, waited for, and put in the place of the one before. */
export function useVersions(onChange: () => void) {
  const [versions, setVersions] = useState<ReadonlyMap<string, ReviewImage>>(new Map());
  const [asked, setAsked] = useState<ReadonlyMap<string, Making>>(new Map());
  const queue = useRef<Promise<unknown>>(Promise.resolve());

  const settle = (placeId: string) =>
    setAsked((before) => new Map([...before].filter(([waiting]) => waiting !== placeId)));

  /** Shows this version in a place from now on. */
  function show(placeId: string, image: GeneratedImage, beside: Pick<ReviewImage, "jobName" | "versions">) {
    const shown = toReviewImage(image, beside);
    if (shown) setVersions((before) => new Map(before).set(placeId, shown));
  }

  const { wait } = useMaking((place, kind, image) => {
    show(place.id, image, { jobName: place.image.jobName, versions: place.image.versions + 1 });
    if (image.status === "QUEUED" || image.status === "GENERATING") return;
    settle(place.id);
    onChange();
    if (image.status !== "COMPLETED")
      toast.error(`“${shortName(place.image.productTitle)}” ${FAILURES[kind]}. ${image.errorMessage ?? ""}`);
  });

  async function make(place: Place, kind: Making, body: RedoRequest | Record<string, never>) {
    if (place.making) return;
    setAsked((before) => new Map(before).set(place.id, kind));
    const path = `/api/images/${place.image.id}/${kind}`;
    const sent = queue.current.then(() => send(path, generateImageResponseSchema, body));
    queue.current = sent.catch(() => undefined);
    try {
      wait(place, kind, (await sent).image.id);
    } catch (error) {
      settle(place.id);
      toast.error(`“${shortName(place.image.productTitle)}” ${FAILURES[kind]}. ${reasonOf(error)}`);
    }
  }

  return {
    versions,
    making: asked,
    show,
    redo: (place: Place, request: RedoRequest) => make(place, "redo", request),
    fix: (places: readonly Place[]) => Promise.all(places.map((place) => make(place, "fix", {}))),
  };
}
