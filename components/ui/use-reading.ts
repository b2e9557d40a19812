"use client";

import { type FocusEvent, useState } from "react";

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
