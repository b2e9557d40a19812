import type { PageKeys } from "#components/layout/page-keys.ts";

/** What `?` shows on the wall. */
export const WALL_KEYS: PageKeys = {
  title: "Review",
  keys: [
    ["← → ↑ ↓", "Another image"],
    ["Home, End", "The first image, the last one that is loaded"],
    ["Enter", "Open the image, source and result side by side"],
    ["A", "Approve, and on to the next"],
    ["R", "Reject, with a note or without"],
    ["D", "Redo, with a note"],
    ["F", "Fix: a new version on pure white, squared and large enough"],
    ["Z", "Take the last decision, redo, fix, slot or version back"],
    ["X", "Tick the image, for one decision about several"],
    ["+ −", "Zoom into both pictures, and out"],
    ["0, 1", "All of the picture, or its own pixels"],
    ["Shift + ← → ↑ ↓", "Move both pictures"],
  ],
};

export type WallCommand = "approve" | "reject" | "redo" | "fix" | "undo" | "tick";

const COMMANDS: Partial<Record<string, WallCommand>> = {
  a: "approve",
  r: "reject",
  d: "redo",
  f: "fix",
  z: "undo",
  x: "tick",
};

type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat">;

/** What a key asks for. Ctrl+Z, ⌘Z and Z are one; a key that is held down decides once. */
export function commandOf({ key, ctrlKey, metaKey, altKey, repeat }: Pressed): WallCommand | null {
  const command = COMMANDS[key.toLowerCase()] ?? null;
  if (altKey || repeat) return null;
  return (ctrlKey || metaKey) && command !== "undo" ? null : command;
}
