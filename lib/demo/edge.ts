import { byteAt, type Pixels } from "#lib/pictures/pixels.ts";

const REACH = 3;

function steps(width: number): number[] {
  return [-1, 1, -width, width, -width - 1, -width + 1, width - 1, width + 1];
}

function innerColour({ data, width }: Pixels, zones: Uint8Array, pixel: number): [number, number, number] | null {
  let [red, green, blue, count] = [0, 0, 0, 0];
  for (let dy = -REACH; dy <= REACH; dy++) {
    for (let dx = -REACH; dx <= REACH; dx++) {
      const near = pixel + dy * width + dx;
      if (zones[near] !== 2) continue;
      red += byteAt(data, near * 4);
      green += byteAt(data, near * 4 + 1);
      blue += byteAt(data, near * 4 + 2);
      count++;
    }
  }
  return count === 0 ? null : [red / count, green / count, blue / count];
}

function coverage(colour: readonly number[], inner: readonly number[]): number {
  const contrast = Math.max(...inner.map((value) => 255 - value));
  if (contrast < 36) return 0.85;
  const channel = inner.findIndex((value) => 255 - value === contrast);
  return Math.min(1, (255 - (colour[channel] ?? 255)) / contrast);
}

/** 0 background, 1 the product's outermost two pixels, 2 the product. */
function zonesOf(background: Uint8Array, width: number): Uint8Array {
  const zones = background.map((mark) => (mark === 1 ? 0 : 2));
  const around = steps(width);
  for (const beyond of [0, 1]) {
    const edge: number[] = [];
    for (let pixel = 0; pixel < zones.length; pixel++) {
      if (zones[pixel] === 2 && around.some((step) => zones[pixel + step] === beyond)) edge.push(pixel);
    }
    for (const pixel of edge) zones[pixel] = 1;
  }
  return zones;
}

export function softenEdge(photo: Pixels, background: Uint8Array): Pixels {
  const zones = zonesOf(background, photo.width);
  const data = Buffer.from(photo.data);
  zones.forEach((zone, pixel) => {
    const at = pixel * 4;
    data[at + 3] = zone === 0 ? 0 : 255;
    if (zone !== 1) return;
    const inner = innerColour(photo, zones, pixel);
    if (!inner) return;
    data[at + 3] =
      255 * coverage([byteAt(photo.data, at), byteAt(photo.data, at + 1), byteAt(photo.data, at + 2)], inner);
    for (let channel = 0; channel < 3; channel++) data[at + channel] = inner[channel] ?? 0;
  });
  return { ...photo, data };
}
