"use client";

import { type ReactNode, useLayoutEffect } from "react";
import { HEADING_ID } from "#components/import/messages.ts";

/**
 * When the screen changes, the heading of the next one gets the focus, unless something else has it or the page has only
 * just loaded.
 */
export function Screen({ children }: { children: ReactNode }) {
  useLayoutEffect(
    () => () => {
      // The page is still being changed: what has the keyboard now may be gone in a moment.
      queueMicrotask(() => {
        if (document.activeElement === document.body && navigator.userActivation.hasBeenActive)
          document.getElementById(HEADING_ID)?.focus({ preventScroll: true });
      });
    },
    [],
  );
  return <div className="space-y-6">{children}</div>;
}
