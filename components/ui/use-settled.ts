"use client";

import { startTransition, useEffect, useState } from "react";

/** Rows that fly by are gone before that. */
const SETTLED_MS = 120;

/** Has what is drawn with this been in the page for a moment, or should it not wait for that? */
export function useSettled(atOnce: boolean): boolean {
  const [isSettled, setSettled] = useState(atOnce);
  useEffect(() => {
    const timer = setTimeout(() => startTransition(() => setSettled(true)), SETTLED_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSettled || atOnce;
}
