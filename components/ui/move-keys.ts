import { ChevronLeft, ChevronRight } from "lucide-react";
import type { KeyboardEvent } from "react";

/** The buttons that move a picture one place. */
export const MOVES = [
  { by: -1, side: "left", icon: ChevronLeft },
  { by: 1, side: "right", icon: ChevronRight },
] as const;

const STEPS = {
  row: { back: "ArrowLeft", on: "ArrowRight" },
  column: { back: "ArrowUp", on: "ArrowDown" },
};

/** Where Alt and an arrow key move the focused entry; null for other keys. */
export function stepOf({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent, along: keyof typeof STEPS) {
  if (!altKey || ctrlKey || metaKey || shiftKey) return null;
  const { back, on } = STEPS[along];
  return key === back ? -1 : key === on ? 1 : null;
}
