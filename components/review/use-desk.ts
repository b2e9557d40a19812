"use client";

import { useMemo, useState } from "react";
import { useSWRConfig } from "swr";
import type { Changed } from "#components/review/places.ts";
import { useDecisions } from "#components/review/use-decisions.ts";
import { useVersions } from "#components/review/use-versions.ts";

/** The histories of decisions, as SWR knows them. */
export const historyPath = (imageId: string) => `/api/images/${imageId}/reviews`;
export const versionsPath = (imageId: string) => `/api/images/${imageId}/versions`;

const isAboutOneImage = (key: unknown) =>
  typeof key === "string" && /^\/api\/images\/[^/]+\/(reviews|versions)$/.test(key);

/** What can be done with images, and what became of them since they were listed. It outlives a change of the filter. */
export function useDesk(onChange: () => void) {
  const { mutate } = useSWRConfig();
  const tell = () => {
    onChange();
    void mutate(isAboutOneImage);
  };
  const { decisions, decide, undo, remember } = useDecisions(tell);
  const { versions, making, show, redo, fix } = useVersions(tell);
  const [deleted, setDeleted] = useState<ReadonlySet<string>>(new Set());
  const changed: Changed = useMemo(
    () => ({ reviews: decisions.reviews, versions, making, deleted }),
    [decisions.reviews, versions, making, deleted],
  );
  return {
    changed,
    lastStep: decisions.steps.at(-1) ?? null,
    ...{ decide, undo, remember, show, redo, fix, tell },
    /** Takes a place off the wall. */
    drop: (placeId: string) => setDeleted((before) => new Set(before).add(placeId)),
  };
}
export type Desk = ReturnType<typeof useDesk>;
