"use client";

import { type FocusEvent, useState } from "react";

/** Is the pointer over this part of the page, or the focus in it? Also returns the props for it. */
export function useReading() {
  const [pointer, setPointer] = useState(false);
  const [keyboard, setKeyboard] = useState(false);
  return {
    isReading: pointer || keyboard,
    readingProps: {
      onPointerEnter: () => setPointer(true),
      onPointerLeave: () => setPointer(false),
      onFocus: () => setKeyboard(true),
      onBlur: (event: FocusEvent) => setKeyboard(event.currentTarget.contains(event.relatedTarget)),
    },
  };
}
