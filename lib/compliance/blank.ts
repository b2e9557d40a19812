import type { Raster } from "#lib/compliance/examined.ts";
import type { Check } from "#lib/schemas/check.ts";

/** JPEG and WebP move the levels of a plain colour by less than this. */
const LEVELS_OF_ONE_COLOUR = 12;

/** The widest range of levels, 0 to 255, that a channel of the picture has; colours nobody sees are white. */
function widestRange({ data, channels }: Raster): number {
  const [least, most] = [new Uint8Array(4).fill(255), new Uint8Array(4)];
  const widen = (channel: number, level: number) => {
    if (level < (least[channel] ?? 0)) least[channel] = level;
    if (level > (most[channel] ?? 255)) most[channel] = level;
  };
  for (let at = 0; at < data.length; at += channels) {
    const alpha = channels === 4 ? (data[at + 3] ?? 255) : 255;
    for (let channel = 0; channel < 3; channel++) widen(channel, alpha === 0 ? 255 : (data[at + channel] ?? 255));
    widen(3, alpha);
  }
  return Math.max(...most.map((level, channel) => level - (least[channel] ?? 0)));
}

/** An image of one colour shows no product, whatever else is right about it. */
export function blankCheck(raster: Raster): Check {
  const value = widestRange(raster);
  const verdict = value > LEVELS_OF_ONE_COLOUR ? "pass" : "fail";
  return { id: "blank", verdict, value, unit: "levels", limit: LEVELS_OF_ONE_COLOUR };
}
