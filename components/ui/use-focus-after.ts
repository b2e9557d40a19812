"use client";

import { type RefObject, useLayoutEffect } from "react";

/** Without an element of this id, the focus goes to the page's content. */
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
