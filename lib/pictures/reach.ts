/** Marks a square of `reach` around each non-zero pixel: by rows, then by columns. */
export function within(from: Uint8Array, width: number, height: number, reach: number): Uint8Array {
  const spread = (source: Uint8Array, lines: number, length: number, lineStep: number, step: number) => {
    const near = new Uint8Array(source.length);
    for (let line = 0; line < lines; line++) {
      let painted = 0;
      for (let at = 0; at < length; at++) {
        if (source[line * lineStep + at * step] === 0) continue;
        for (let to = Math.max(painted, at - reach); to <= Math.min(length - 1, at + reach); to++)
          near[line * lineStep + to * step] = 1;
        painted = at + reach + 1;
      }
    }
    return near;
  };
  return spread(spread(from, height, width, width, 1), width, height, 1, width);
}
