import type { Background } from "#lib/pictures/background.ts";
import type { Pixels } from "#lib/pictures/pixels.ts";

const ENCLOSED = 3;

/** Counts, for each cell of a line, whether product lies before it: `counts` grows by one where it does. */
function look(marks: Uint8Array, counts: Uint8Array, start: number, step: number, length: number): void {
  let seen = false;
  for (let at = 0, cell = start; at < length; at++, cell += step) {
    if (marks[cell] === 0) seen = true;
    else if (seen) counts[cell] = (counts[cell] ?? 0) + 1;
  }
}

/**
 * Gives back to the product what was taken for its shadow but has product on three of its four sides: a grey or pale
 * part of the product into which the search found a way. Pure white stays background.
 */
export function refill({ marks, white }: Background, { width, height }: Pick<Pixels, "width" | "height">): void {
  const counts = new Uint8Array(marks.length);
  for (let y = 0; y < height; y++) {
    look(marks, counts, y * width, 1, width);
    look(marks, counts, y * width + width - 1, -1, width);
  }
  for (let x = 0; x < width; x++) {
    look(marks, counts, x, width, height);
    look(marks, counts, (height - 1) * width + x, -width, height);
  }
  for (let cell = 0; cell < marks.length; cell++)
    if (white[cell] === 0 && (counts[cell] ?? 0) >= ENCLOSED) marks[cell] = 0;
}
