"use client";

import { useEffect } from "react";
import type { Place } from "#components/review/places.ts";

/** Has the full pictures of the image that comes next in the browser before it is shown. */
export function usePreload(next: Place | undefined): void {
  const { url = null, sourceUrl = null } = next?.image ?? {};
  useEffect(() => {
    for (const src of [url, sourceUrl]) if (src) new Image().src = src;
  }, [url, sourceUrl]);
}
