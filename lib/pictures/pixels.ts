/** RGBA, four bytes per pixel. */
export type Pixels = { data: Uint8Array; width: number; height: number };

export type Box = { left: number; top: number; width: number; height: number };

/** 0..255 */
export type Colour = readonly [red: number, green: number, blue: number];

/** The caller keeps the index in range. */
export function byteAt(data: Uint8Array, at: number): number {
  return data[at] ?? 0;
}

/** The bottom row is separate because products may stand on it. */
export function borderOf({ width, height }: Omit<Pixels, "data">): { sides: number[]; bottom: number[] } {
  const sides: number[] = [];
  const bottom: number[] = [];
  for (let x = 0; x < width; x++) {
    sides.push(x);
    bottom.push((height - 1) * width + x);
  }
  for (let y = 1; y < height - 1; y++) sides.push(y * width, y * width + width - 1);
  return { sides, bottom };
}
