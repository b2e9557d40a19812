"use client";

import { type FocusEvent, useState } from "react";

/** Is a part of the page being read: is the pointer over it, or the keyboard in it? With what that part has to be given. */
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
