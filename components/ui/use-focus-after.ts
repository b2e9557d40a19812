"use client";

import { type RefObject, useLayoutEffect } from "react";

/** When the focused control disappears, moves the focus to the element with this id, or else to the page's content. */
export function useFocusAfter(control: RefObject<HTMLElement | null>, id: string): void {
  useLayoutEffect(() => {
    const element = control.current;
    return () => {
      if (!element?.contains(document.activeElement)) return;
      // The page is still being changed: what has the keyboard now may be gone in a moment.
      queueMicrotask(() => {
        if (document.activeElement === document.body)
          (document.getElementById(id) ?? document.getElementById("main"))?.focus();
      });
    };
  }, [control, id]);
}
