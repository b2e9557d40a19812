"use client";

import { useState } from "react";
import useSWR from "swr";
import type { Making, Tile } from "#components/review/tiles.ts";
import { ApiError, api } from "#lib/api-client.ts";
import { type GeneratedImage, generatedImageSchema } from "#lib/schemas/image.ts";

const POLL_MS = 1_000;
/** So many are asked for at once; they are made in the order in which they were asked for. */
const AT_ONCE = 6;
/** A version that is made is asked for a few times more, until its checks are there. */
const LOOKS_FOR_CHECKS = 20;

type Awaited = { tile: Tile; kind: Making; imageId: string; looks: number };

/** A version as it is now; `image` null: it was deleted, or taken out of the queue. */
type News = { id: string; image: GeneratedImage | null };

async function lookAt(id: string): Promise<News> {
  try {
    return { id, image: await api(`/api/images/${id}`, generatedImageSchema) };
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return { id, image: null };
    throw error;
  }
}

const isMade = ({ status }: GeneratedImage) => status !== "QUEUED" && status !== "GENERATING";

/** Waits for versions: `onNews` hears of each time one was asked for, until it has its checks or will never have any. Null: it is gone. */
export function useMaking(onNews: (tile: Tile, kind: Making, image: GeneratedImage | null) => void) {
  const [waiting, setWaiting] = useState<readonly Awaited[]>([]);
  const looked = waiting.slice(0, AT_ONCE);
  const ids = looked.map(({ imageId }) => imageId);

  function hear(heard: News[]) {
    const news = new Map(heard.map(({ id, image }) => [id, image]));
    for (const { tile, kind, imageId } of looked) {
      const image = news.get(imageId);
      if (image !== undefined) onNews(tile, kind, image);
    }
    setWaiting((before) =>
      before
        .flatMap((entry) => {
          const image = news.get(entry.imageId);
          if (image === null) return [];
          if (!image || !isMade(image)) return [entry];
          const looks = entry.looks + 1;
          const isOver = image.status !== "COMPLETED" || image.verdict !== null || looks > LOOKS_FOR_CHECKS;
          return isOver ? [] : [{ ...entry, looks }];
        })
        .sort((a, b) => Number(a.looks > 0) - Number(b.looks > 0)),
    );
  }

  useSWR(ids.length > 0 ? ["versions in the making", ...ids] : null, () => Promise.all(ids.map(lookAt)), {
    refreshInterval: POLL_MS,
    dedupingInterval: 0,
    revalidateOnFocus: false,
    onSuccess: hear,
  });
  return {
    wait: (tile: Tile, kind: Making, imageId: string) =>
      setWaiting((before) => [
        ...before.filter((entry) => entry.tile.id !== tile.id),
        { tile, kind, imageId, looks: 0 },
      ]),
    /** Waits no longer for a version of this tile as it was. */
    leave: (tile: Tile) => setWaiting((before) => before.filter((entry) => entry.tile !== tile)),
  };
}
