"use client";

import { useEffectEvent, useLayoutEffect } from "react";

const LAYERS = ":is([role=dialog], [role=alertdialog], [role=menu]):not([data-closed])";

/** The dialog or menu that lies on everything else, whose keys are its own. */
export const topLayer = (): Element | null => [...document.querySelectorAll(LAYERS)].at(-1) ?? null;

/**
 * Keys that nothing took, wherever the focus is. What opens shows before it has the focus, and a key pressed in between counts.
 */
export function useKeys(listen: (event: KeyboardEvent) => void): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    if (!event.defaultPrevented) listen(event);
  });
  useLayoutEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => press(event);
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
