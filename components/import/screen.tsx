"use client";

import { type ReactNode, useLayoutEffect } from "react";
import { HEADING_ID } from "#components/import/messages.ts";

/**
 * One screen of the page. When it gives way to the next and nothing else has the keyboard, that one's heading gets it; not
 * while a page is only loaded, which nobody has touched yet.
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
