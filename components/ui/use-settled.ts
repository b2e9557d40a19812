"use client";

import { startTransition, useEffect, useState } from "react";

/** Rows that scroll past are gone before that. */
const SETTLED_MS = 120;

/** True once the component has been mounted for a moment, or at once if `atOnce`. */
export function useSettled(atOnce: boolean): boolean {
  const [isSettled, setSettled] = useState(atOnce);
  useEffect(() => {
    const timer = setTimeout(() => startTransition(() => setSettled(true)), SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSettled || atOnce;
}
