import type { Box } from "#lib/pictures/pixels.ts";

type Size = { width: number; height: number };

/** Of a plane with one byte per pixel. */
export function cropPlane(plane: Uint8Array, { width }: Size, box: Box): Uint8Array {
  const part = new Uint8Array(box.width * box.height);
  for (let y = 0; y < box.height; y++) {
    const from = (box.top + y) * width + box.left;
    part.set(plane.subarray(from, from + box.width), y * box.width);
  }
  return part;
}

/** Puts the plane of a part back into the whole; `around` is the value outside. */
export function uncropped(part: Uint8Array, box: Box, { width, height }: Size, around: number): Uint8Array {
  const whole = new Uint8Array(width * height).fill(around);
  for (let y = 0; y < box.height; y++)
    whole.set(part.subarray(y * box.width, (y + 1) * box.width), (box.top + y) * width + box.left);
  return whole;
}

/** All that is not `plain`, with up to `margin` pixels around it; the whole where all is plain. */
export function boxOfOthers(plane: Uint8Array, { width, height }: Size, plain: number, margin: number): Box {
  let [left, top, right, bottom] = [width, height, -1, -1];
  for (let y = 0; y < height; y++) {
    const row = y * width;
    let from = 0;
    while (from < width && plane[row + from] === plain) from++;
    if (from === width) continue;
    let to = width - 1;
    while (plane[row + to] === plain) to--;
    left = Math.min(left, from);
    right = Math.max(right, to);
    top = Math.min(top, y);
    bottom = y;
  }
  if (bottom < 0) return { left: 0, top: 0, width, height };
  left = Math.max(0, left - margin);
  top = Math.max(0, top - margin);
  right = Math.min(width, right + 1 + margin);
  bottom = Math.min(height, bottom + 1 + margin);
  return { left, top, width: right - left, height: bottom - top };
}
