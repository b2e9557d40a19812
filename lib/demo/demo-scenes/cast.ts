import { createHash } from "node:crypto";
import { ROOMS } from "#lib/demo/demo-scenes/rooms.ts";
import { SETTINGS } from "#lib/demo/demo-scenes/settings.ts";
import type { Palette, Stage } from "#lib/demo/demo-scenes/stage.ts";

const STAGES = [...ROOMS, ...SETTINGS] as const;

const PALETTES: readonly [Palette, ...Palette[]] = [
  { wall: "#e4d5c3", surface: "#c2935f", accent: "#b9653f", leaf: "#4f7f52" },
  { wall: "#bfcfc9", surface: "#a97c50", accent: "#2f6f6b", leaf: "#3f7a4c" },
  { wall: "#d5dbe6", surface: "#d1ab7c", accent: "#4a628f", leaf: "#5d8a62" },
  { wall: "#e9d3cc", surface: "#8f6645", accent: "#a85a6b", leaf: "#6d8a4f" },
  { wall: "#dcd9cf", surface: "#75543b", accent: "#d09a3a", leaf: "#39694a" },
];

/** Does the prompt ask for the product alone on white? */
export function asksForWhite(prompt: string): boolean {
  return /\bwhite background\b/i.test(prompt);
}

/** The scene, its colours and its side for a prompt: the same for the same prompt, in every process. */
export function castFor(prompt: string): { stage: Stage; palette: Palette; mirrored: boolean } {
  const [first = 0, second = 0, third = 0] = createHash("sha256").update(prompt).digest();
  return {
    stage: STAGES[first % STAGES.length] ?? STAGES[0],
    palette: PALETTES[second % PALETTES.length] ?? PALETTES[0],
    mirrored: third % 2 === 1,
  };
}
