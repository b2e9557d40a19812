"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";

/** A `ref`: the element takes over the focus of the one that it replaces. */
export function useFocusAtStart<Target extends HTMLElement>(): RefObject<Target | null> {
  const element = useRef<Target>(null);
  useLayoutEffect(() => element.current?.focus({ preventScroll: true }), []);
  return element;
}
