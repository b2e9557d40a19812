import { useState } from "react";
import { useCan } from "#components/ui/can.tsx";
import { type PageKeys, useOwnKeys } from "#components/ui/page-keys.ts";
import type { Permission } from "#lib/schemas/permission.ts";

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

export type ReviewCommand = "approve" | "reject" | "regenerate" | "ask" | "fix" | "undo" | "select";

/** Those that change an image. */
const NEEDS: Partial<Record<ReviewCommand, Permission>> = {
  approve: "review",
  reject: "review",
  regenerate: "spend",
  ask: "review",
  fix: "version",
};
const KEYS: Record<string, ReviewCommand> = { A: "approve", R: "reject", D: "regenerate", F: "fix", G: "regenerate" };
const PICK_KEYS = "1 – 4";

/**
 * The command, where the user may give it. Who may not spend asks for a new version instead. Null for what the server would
 * refuse.
 */
export function allowedCommand(command: ReviewCommand, can: (permission: Permission) => boolean): ReviewCommand | null {
  const needs = NEEDS[command];
  if (!needs || can(needs)) return command;
  return command === "regenerate" && can("review") ? "ask" : null;
}

/** Without the keys of commands that the user may not give. */
export function allowedKeys({ title, keys }: PageKeys, can: (permission: Permission) => boolean): PageKeys {
  const allowed = keys.flatMap<PageKeys["keys"][number]>(([key, meaning]) => {
    if (key === PICK_KEYS) return can("version") ? [[key, meaning]] : [];
    const command = KEYS[key] && allowedCommand(KEYS[key], can);
    if (command === null) return [];
    return [[key, command === "ask" ? "Ask to regenerate, with a note" : meaning]];
  });
  return { title, keys: allowed };
}

export function useAllowed() {
  const can = useCan();
  return (command: ReviewCommand) => allowedCommand(command, can);
}

export function useAllowedKeys(page: PageKeys): void {
  const can = useCan();
  const [allowed] = useState(() => allowedKeys(page, can));
  useOwnKeys(allowed);
}

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
