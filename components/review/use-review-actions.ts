"use client";

import { useMemo, useRef, useState } from "react";
import { useSWRConfig } from "swr";
import { NO_DECISIONS } from "#components/review/decisions.ts";
import { createReviewLog, type ReviewEffects } from "#components/review/review-log.ts";
import type { Changed, Tile } from "#components/review/tiles.ts";
import { usePendingVersions } from "#components/review/use-pending-versions.ts";
import { NO_VERSIONS } from "#components/review/versions.ts";
import { sendOnce } from "#components/ui/send-once.ts";
import { useStore } from "#components/ui/store.ts";
import { imagePath, isReviewFact } from "#components/ui/swr-keys.ts";
import { toast } from "#components/ui/toast.ts";
import { api, send } from "#lib/api-client.ts";
import type { generatedImageSchema, generateImageResponseSchema, RegenerateRequest } from "#lib/schemas/image.ts";
import type { restoreResponseSchema } from "#lib/schemas/restore.ts";
import type { bulkReviewResponseSchema } from "#lib/schemas/review.ts";

/** One message at a time: the last thing that was decided. */
const MESSAGE = "decision";
const UNDO_MS = 8_000;

const EFFECTS: Omit<ReviewEffects, "onChange"> = {
  send: (request) => send<typeof bulkReviewResponseSchema>("/api/images/review", request),
  change: (imageId, body) => send<typeof generateImageResponseSchema>(imagePath(imageId), body, { method: "PATCH" }),
  make: async (imageId, kind, body) =>
    (await sendOnce<typeof generateImageResponseSchema>(`${imagePath(imageId)}/${kind}`, body)).image,
  restore: (imageId) => send<typeof restoreResponseSchema>("/api/images/restore", { imageIds: [imageId] }),
  read: (imageId) => api<typeof generatedImageSchema>(imagePath(imageId)),
  say: (message, undo) =>
    undo
      ? toast(message, { id: MESSAGE, duration: UNDO_MS, action: { label: "Undo", onClick: undo } })
      : toast(message, { id: MESSAGE, action: null }),
  complainOfDecision: (message) => toast.error(message, { id: MESSAGE }),
  complainOfVersion: (message) => toast.error(message),
};

/** It outlives a change of the filter. */
export function useReviewActions(onChange: () => void) {
  const { mutate } = useSWRConfig();
  /** `deletedId`: the image that is not asked about, as it was deleted. */
  const tell = (deletedId?: string) => {
    onChange();
    void mutate(isReviewFact(deletedId));
  };
  const latestTell = useRef(tell);
  latestTell.current = tell;
  const [log] = useState(() => createReviewLog({ ...EFFECTS, onChange: () => latestTell.current() }));
  const { reviews, current, steps } = useStore(log.decisions.store, NO_DECISIONS);
  const { shown, making, reasons, deleted, pending } = useStore(log.versions.store, NO_VERSIONS);
  usePendingVersions(pending, log.versions.hear);
  const changed: Changed = useMemo(
    () => ({ reviews, current, versions: shown, making, deleted }),
    [reviews, current, shown, making, deleted],
  );
  const { decide, pick, undo, remember, settled } = log.decisions;
  const { show, drop, putBack } = log.versions;
  return {
    ...{ changed, reasons, tell, decide, pick, undo, remember, settled, show, drop, putBack },
    lastStep: steps.at(-1) ?? null,
    /** Also what the page does not show yet. */
    reviewsNow: () => log.decisions.store.get().reviews,
    regenerate: (tiles: readonly Tile[], request: RegenerateRequest) => log.remake(tiles, "regenerate", request),
    fix: (tiles: readonly Tile[]) => log.remake(tiles, "fix", {}),
  };
}
export type ReviewActions = ReturnType<typeof useReviewActions>;
