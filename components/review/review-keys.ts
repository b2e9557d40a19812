import type { PageKeys } from "#components/ui/page-keys.ts";

export const REVIEW_KEYS: PageKeys = {
  title: "Review",
  keys: [
    ["← → ↑ ↓", "Previous / next image"],
    ["Home, End", "First / last loaded image"],
    ["Enter", "Open the image next to its photo"],
    ["A", "Approve and go to the next image"],
    ["R", "Reject (note optional)"],
    ["D", "Regenerate with a note"],
    ["F", "Fix: new version on pure white, square, large enough"],
    ["Z", "Undo the last change"],
    ["X", "Select image"],
    ["+ −", "Zoom in / out"],
    ["0, 1", "Fit to screen / 100%"],
    ["Shift + ← → ↑ ↓", "Pan both pictures"],
  ],
};

export type ReviewCommand = "approve" | "reject" | "regenerate" | "fix" | "undo" | "select";

const COMMANDS: Partial<Record<string, ReviewCommand>> = {
  a: "approve",
  r: "reject",
  d: "regenerate",
  f: "fix",
  z: "undo",
  x: "select",
};

export type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "repeat">;

/** Ctrl+Z, ⌘Z and Z are one; a key that is held down decides once. */
export function commandOf({ key, ctrlKey, metaKey, altKey, repeat }: Pressed): ReviewCommand | null {
  const command = COMMANDS[key.toLowerCase()] ?? null;
  if (altKey || repeat) return null;
  return (ctrlKey || metaKey) && command !== "undo" ? null : command;
}
