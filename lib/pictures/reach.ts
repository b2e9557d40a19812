type Lines = { count: number; length: number; lineStep: number; step: number };

/** A function of its own, so that it is compiled once and not for each picture. */
function spread(source: Uint8Array, { count, length, lineStep, step }: Lines, reach: number): Uint8Array {
  const near = new Uint8Array(source.length);
  for (let line = 0; line < count; line++) {
    const start = line * lineStep;
    let painted = 0;
    for (let at = 0; at < length; at++) {
      if (source[start + at * step] === 0) continue;
      const end = Math.min(length - 1, at + reach);
      for (let to = Math.max(painted, at - reach); to <= end; to++) near[start + to * step] = 1;
      painted = at + reach + 1;
    }
  }
  return near;
}

/** Marks a square of `reach` around each non-zero pixel: by rows, then by columns. */
export function within(from: Uint8Array, width: number, height: number, reach: number): Uint8Array {
  const across = spread(from, { count: height, length: width, lineStep: width, step: 1 }, reach);
  return spread(across, { count: width, length: height, lineStep: 1, step: width }, reach);
}
