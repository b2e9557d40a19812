"use client";

import useSWR from "swr";
import type { VersionLog } from "#components/review/version-log.ts";
import type { Pending } from "#components/review/versions.ts";
import { POLL_MS } from "#components/ui/polling.ts";
import { imagePath } from "#components/ui/swr-keys.ts";
import { ApiError, api } from "#lib/api-client.ts";
import type { GeneratedImage, generatedImageSchema } from "#lib/schemas/image.ts";

/** So many are asked about at once: they are made in the order in which they were asked for. */
const AT_ONCE = 6;

type Look = [imageId: string, image: GeneratedImage | null];

async function lookAt(imageId: string): Promise<Look> {
  try {
    return [imageId, await api<typeof generatedImageSchema>(imagePath(imageId))];
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [imageId, null];
    throw error;
  }
}

export function usePendingVersions(pending: readonly Pending[], hear: VersionLog["hear"]): void {
  const asked = pending.slice(0, AT_ONCE);
  const ids = asked.map(({ imageId }) => imageId);
  useSWR(ids.length > 0 ? ["pending versions", ...ids] : null, () => Promise.all(ids.map(lookAt)), {
    refreshInterval: POLL_MS.version,
    dedupingInterval: 0,
    revalidateOnFocus: false,
    onSuccess: (looks) => hear(asked, new Map(looks)),
  });
}
