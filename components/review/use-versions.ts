"use client";

import { useRef, useState } from "react";
import { toast } from "sonner";
import { shortName } from "#components/review/review-words.ts";
import { type Making, type Tile, toReviewImage } from "#components/review/tiles.ts";
import { useMaking } from "#components/review/use-making.ts";
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

/** Which tiles have a version on its way: as the page shows it, and as it is at this moment. */
function useAsked() {
  const [asked, setAsked] = useState<ReadonlyMap<string, Making>>(new Map());
  const latest = useRef(asked);
  function set(next: ReadonlyMap<string, Making>) {
    latest.current = next;
    setAsked(next);
  }
  return {
    asked,
    has: (tileId: string) => latest.current.has(tileId),
    begin: (tileId: string, kind: Making) => set(new Map(latest.current).set(tileId, kind)),
    settle: (tileId: string) => set(new Map([...latest.current].filter(([waiting]) => waiting !== tileId))),
  };
}

/** By tile: why the version that was asked for last was not made. */
function useReasons() {
  const [reasons, setReasons] = useState<ReadonlyMap<string, string>>(new Map());
  return {
    reasons,
    note: (tileId: string, reason: string) => setReasons((before) => new Map(before).set(tileId, reason)),
    clear: (tileId: string) => setReasons((before) => new Map([...before].filter(([id]) => id !== tileId))),
  };
}

/** Further versions of images: asked for, waited for, and put in the tile of the one before. */
export function useVersions(onChange: () => void) {
  const [versions, setVersions] = useState<ReadonlyMap<string, ReviewImage>>(new Map());
  const { asked, has, begin, settle } = useAsked();
  const { reasons, note, clear } = useReasons();
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const unwanted = useRef(new WeakSet<Tile>());

  /** Shows this version in a tile from now on. */
  function show(tileId: string, image: GeneratedImage, beside: Pick<ReviewImage, "jobName" | "versions">) {
    const shown = toReviewImage(image, beside);
    if (shown) setVersions((before) => new Map(before).set(tileId, shown));
  }

  function complain(tile: Tile, what: string, why: string) {
    const sentence = `${what} “${shortName(tile.image.productTitle)}”. ${why}`;
    note(tile.id, sentence);
    toast.error(sentence);
  }

  /** Brings the image back that stood in a tile. `wasMade`: there is one version more. */
  async function bringBack(tile: Tile, wasMade: boolean) {
    clear(tile.id);
    const { id, jobName, versions: number } = tile.image;
    try {
      const { restored, inProgress } = await send("/api/images/restore", restoreResponseSchema, { imageIds: [id] });
      if (inProgress.length > 0) return;
      leave(tile);
      settle(tile.id);
      if (restored.length === 0) return complain(tile, NOT_RESTORED, GONE);
      const image = await api(`/api/images/${id}`, generatedImageSchema);
      show(tile.id, image, { jobName, versions: wasMade ? number + 1 : number });
    } catch (error) {
      complain(tile, NOT_RESTORED, reasonOf(error));
    }
    onChange();
  }

  const { wait, leave } = useMaking((tile, kind, image) => {
    const isWanted = !unwanted.current.has(tile);
    if (image && isWanted) show(tile.id, image, { jobName: tile.image.jobName, versions: tile.image.versions + 1 });
    if (image?.status === "QUEUED" || image?.status === "GENERATING") return;
    settle(tile.id);
    onChange();
    if (!isWanted) {
      leave(tile);
      if (image?.status === "COMPLETED") void bringBack(tile, true);
    } else if (image?.status !== "COMPLETED") complain(tile, FAILURES[kind], image?.errorMessage ?? GONE);
  });

  return {
    versions,
    making: asked,
    reasons,
    show,
    /** Asks for a further version of the image in a tile. Was it begun? */
    async make(tile: Tile, kind: Making, body: RegenerateRequest | Record<string, never>): Promise<boolean> {
      begin(tile.id, kind);
      clear(tile.id);
      unwanted.current.delete(tile);
      const path = `/api/images/${tile.image.id}/${kind}`;
      const sent = queue.current.then(() => sendOnce(path, generateImageResponseSchema, body));
      queue.current = sent.catch(() => undefined);
      try {
        wait(tile, kind, (await sent).image.id);
        return true;
      } catch (error) {
        settle(tile.id);
        complain(tile, FAILURES[kind], reasonOf(error));
        return false;
      }
    },
    /** Brings the version back that stood in a tile: one that waits is not made; one that is being made goes as soon as it is. */
    restore(tile: Tile) {
      unwanted.current.add(tile);
      const wasMade = !has(tile.id);
      queue.current = queue.current.then(() => bringBack(tile, wasMade));
    },
  };
}
