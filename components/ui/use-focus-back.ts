"use client";

import { type RefObject, useEffectEvent, useLayoutEffect, useRef } from "react";

type FinalFocus = (() => HTMLElement | null) | undefined;

/**
 * Gives the focus back as soon as a dialog closes: Base UI does so once it has faded out, and keys pressed meanwhile would be lost.
 * Returns what to tell Base UI, so that it does not take the focus from where it has moved since.
 */
export function useFocusBack(open: boolean, popup: RefObject<HTMLElement | null>, finalFocus: FinalFocus) {
  const before = useRef<Element | null>(null);
  const isBack = useRef(false);
  const giveBack = useEffectEvent(() => {
    if (!popup.current?.contains(document.activeElement)) return;
    const target = finalFocus?.() ?? before.current;
    if (!(target instanceof HTMLElement)) return;
    target.focus({ preventScroll: true });
    isBack.current = document.activeElement === target;
  });
  useLayoutEffect(() => {
    if (!open) return giveBack();
    before.current = document.activeElement;
    isBack.current = false;
  }, [open]);
  return finalFocus && (() => (isBack.current ? false : finalFocus()));
}
