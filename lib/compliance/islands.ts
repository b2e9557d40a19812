import { flood } from "#lib/pictures/flood.ts";
import type { Box } from "#lib/pictures/pixels.ts";

/** `area`: in cells. */
export type Island = Box & { area: number };

const SEEN = 2;
const SMALLEST = 5;
const SMALLEST_SHARE = 0.0003;

function boxOf(members: Int32Array, width: number): Box {
  let left = width;
  let top = Number.MAX_SAFE_INTEGER;
  let right = -1;
  let bottom = -1;
  for (let at = 0; at < members.length; at++) {
    const member = members[at] as number;
    const x = member % width;
    const y = (member - x) / width;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

export function union(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null;
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  return { left, top, width: right - left, height: bottom - top };
}

/** Largest first. Marks dust as background on the way. */
export function findIslands(marks: Uint8Array, width: number): Island[] {
  const seen = marks.slice();
  const stack = new Int32Array(marks.length);
  const found: { island: Island; seed: number }[] = [];
  for (let cell = seen.indexOf(0); cell >= 0; cell = seen.indexOf(0, cell)) {
    const members = flood(seen, width, [cell], null, SEEN, stack);
    found.push({ island: { ...boxOf(members, width), area: members.length }, seed: cell });
  }
  found.sort((one, other) => other.island.area - one.island.area);
  const dust = Math.max(Math.min(SMALLEST, marks.length / 100), (found[0]?.island.area ?? 0) * SMALLEST_SHARE);
  for (const { island, seed } of found) if (island.area < dust) flood(marks, width, [seed], null, 1, stack);
  return found.filter(({ island }) => island.area >= dust).map(({ island }) => island);
}
