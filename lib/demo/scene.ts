import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { DEMO_FOLDER } from "#lib/demo/demo-folder.ts";

/** Space for the product; `foot` is the middle of its base. In units of 1200 x 1200. */
export type Room = { foot: readonly [x: number, y: number]; width: number; height: number };

/** Each is drawn in each colour: `scenes/<scene>.<colour>.svg`. */
const SCENES = {
  "window-table": { foot: [640, 1010], width: 640, height: 660 },
  "kitchen-counter": { foot: [620, 1010], width: 640, height: 680 },
  loft: { foot: [610, 1060], width: 640, height: 700 },
  "arch-niche": { foot: [600, 966], width: 600, height: 660 },
  "garden-deck": { foot: [600, 1030], width: 680, height: 720 },
  "colour-studio": { foot: [620, 1026], width: 600, height: 700 },
} as const satisfies Record<string, Room>;

const COLOURS = ["clay", "teal", "blue", "rose", "amber"] as const;

export function asksForWhite(prompt: string): boolean {
  return /\bwhite background\b/i.test(prompt);
}

const choose = <Item>(items: readonly [Item, ...Item[]], byte = 0): Item => items[byte % items.length] ?? items[0];

export type Scene = { svg: Buffer; room: Room; isMirrored: boolean };

export async function sceneFor(prompt: string): Promise<Scene> {
  const [first, second, third = 0] = createHash("sha256").update(prompt).digest();
  const names = Object.keys(SCENES) as [keyof typeof SCENES];
  const name = choose(names, first);
  const room: Room = SCENES[name];
  const isMirrored = third % 2 === 1;
  const foot = [isMirrored ? 1200 - room.foot[0] : room.foot[0], room.foot[1]] as const;
  const svg = await readFile(join(DEMO_FOLDER, "scenes", `${name}.${choose(COLOURS, second)}.svg`));
  return { svg, room: { ...room, foot }, isMirrored };
}
