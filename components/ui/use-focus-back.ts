"use client";

import { type RefObject, useEffectEvent, useLayoutEffect, useRef } from "react";

type FinalFocus = (() => HTMLElement | null) | undefined;

/**
 * Returns the focus when a dialog starts to close. Base UI waits until the dialog has faded out, and keys pressed before that are
 * lost. The result is for Base UI's `finalFocus`: it leaves the focus alone where it has moved since.
 */
export function useFocusBack(open: boolean, popup: RefObject<HTMLElement | null>, finalFocus: FinalFocus) {
  const before = useRef<Element | null>(null);
  const isInside = () => popup.current?.contains(document.activeElement) === true;
  const giveBack = useEffectEvent(() => {
    if (!isInside()) return;
    const target = finalFocus?.() ?? before.current;
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  });
  useLayoutEffect(() => {
    if (open) before.current = document.activeElement;
    else giveBack();
  }, [open]);
  return finalFocus && (() => (isInside() || document.activeElement === document.body ? finalFocus() : false));
}
