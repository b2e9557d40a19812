"use client";

import type { Shots } from "#components/bulk-generate/wizard-state.ts";
import { createKeptStore } from "#components/ui/store.ts";

function fromText(text: string): Shots | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * The shots that were edited last in this tab, for a reload: they are too long for an address. The key ends in the
 * version of their shape.
 */
export const keptShots = createKeptStore<Shots | null>(null, {
  key: "packshot.shots.1",
  area: "sessionStorage",
  toText: JSON.stringify,
  fromText,
});
