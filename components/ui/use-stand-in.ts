"use client";

import { type KeyboardEvent, useRef, useState } from "react";
import { type Later, useLater } from "#components/ui/later.ts";

/** What the control replaces: a button that had the focus, or one that was pressed. */
export type Start = "focused" | "open";

/**
 * For a button that opens something. A plain button with the props `standIn` is shown until somebody uses it. Then the
 * part replaces it, takes the focus, and opens if `start` says so.
 */
export function useStandIn<Part>(later: Later<Part>) {
  const [start, setStart] = useState<Start | null>(null);
  // Replaced while the pointer is down, the button would get no click.
  const isPressed = useRef(false);
  const part = useLater(later, start !== null);
  const standIn = {
    onPointerDown: () => {
      isPressed.current = true;
    },
    onFocus: () => {
      if (!isPressed.current) setStart((before) => before ?? "focused");
    },
    onBlur: () => {
      isPressed.current = false;
      setStart((before) => (before === "focused" ? null : before));
    },
    onClick: () => setStart("open"),
    onKeyDown: (event: KeyboardEvent) => {
      if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
      event.preventDefault();
      setStart("open");
    },
  };
  return { loaded: start && part && { part, start }, standIn };
}
