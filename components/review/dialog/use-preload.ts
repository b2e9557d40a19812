"use client";

import { useEffect } from "react";
import type { Tile } from "#components/review/tiles.ts";

export function usePreload(next: Tile | undefined): void {
  const { url = null, sourceUrl = null } = next?.image ?? {};
  useEffect(() => {
    for (const src of [url, sourceUrl]) if (src) new Image().src = src;
  }, [url, sourceUrl]);
}
