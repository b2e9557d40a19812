import { byteAt, type Pixels } from "#lib/pictures/pixels.ts";

/** `base`: left and right end of what touches the ground. In pixels. */
export type Extent = {
  left: number;
  top: number;
  width: number;
  height: number;
  base: readonly [left: number, right: number];
};

const SOLID = 128;
// Rows or columns with fewer solid pixels than this are dust, not product.
const DUST = 3;

function span(counts: Uint32Array): [first: number, last: number] | null {
  const first = counts.findIndex((count) => count >= DUST);
  return first < 0 ? null : [first, counts.findLastIndex((count) => count >= DUST)];
}

export function extentOf({ data, width, height }: Pixels): Extent | null {
  const rows = new Uint32Array(height);
  const columns = new Uint32Array(width);
  for (let pixel = 0; pixel < width * height; pixel++) {
    if (byteAt(data, pixel * 4 + 3) < SOLID) continue;
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    rows[y] = (rows[y] ?? 0) + 1;
    columns[x] = (columns[x] ?? 0) + 1;
  }
  const [across, down] = [span(columns), span(rows)];
  if (!across || !down) return null;
  const [left, right, top, bottom] = [...across, ...down];
  const near = new Uint32Array(width);
  for (let y = Math.floor(bottom - (bottom - top) * 0.05); y <= bottom; y++) {
    for (let x = left; x <= right; x++)
      if (byteAt(data, (y * width + x) * 4 + 3) >= SOLID) near[x] = (near[x] ?? 0) + 1;
  }
  const [baseLeft, baseRight] = span(near) ?? across;
  return {
    left,
    top,
    width: right - left + 1,
    height: bottom - top + 1,
    base: [baseLeft - left, baseRight - left + 1],
  };
}
