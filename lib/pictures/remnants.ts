import { flood, SOLID, type Tones } from "#lib/pictures/flood.ts";
import { isWalled } from "#lib/pictures/leaks.ts";
import { byteAt } from "#lib/pictures/pixels.ts";

const BACKGROUND = 1;
const SEEN = 2;
const WHITE = 251;
const ALIKE = 6;
const MOST_SOLID = 0.02;

type Found = { marks: Uint8Array; walls: Uint8Array };

/** Is most of an island's outline as soft as a shadow, or is it within a shadow and as grey? */
function isShadow({ marks, walls }: Found, { low, width }: Tones, island: Int32Array): boolean {
  const sides = [1, -1, width, -width];
  let solid = 0;
  let inside = 0;
  let around = 0;
  let outline = 0;
  let soft = 0;
  for (let at = 0; at < island.length; at++) {
    const member = island[at] as number;
    inside += byteAt(low, member);
    if (byteAt(walls, member) & SOLID) solid++;
    for (let side = 0; side < sides.length; side++) {
      const step = sides[side] as number;
      if (marks[member + step] !== BACKGROUND) continue;
      outline++;
      around += byteAt(low, marks[member + 2 * step] === BACKGROUND ? member + 2 * step : member + step);
      if (!isWalled(walls, marks, member, -step)) soft++;
    }
  }
  if (solid > island.length * MOST_SOLID) return false;
  const tone = around / outline;
  return soft > outline / 2 || (tone < WHITE && Math.abs(inside / island.length - tone) <= ALIKE);
}

/** Marks islands that are shadows or JPEG block steps in one. The largest island is the product and is kept. */
export function dropShadows(found: Found, tones: Tones): void {
  const seen = found.marks.slice();
  const stack = new Int32Array(seen.length);
  const islands: Int32Array[] = [];
  for (let pixel = seen.indexOf(0); pixel >= 0; pixel = seen.indexOf(0, pixel))
    islands.push(flood(seen, tones.width, [pixel], null, SEEN, stack).slice());
  const largest = islands.reduce((most, { length }) => Math.max(most, length), 0);
  const shadows = islands.filter((island) => island.length < largest && isShadow(found, tones, island));
  for (const shadow of shadows)
    for (let at = 0; at < shadow.length; at++) found.marks[shadow[at] as number] = BACKGROUND;
}
