import { softenEdge } from "#lib/demo/edge.ts";
import { openHoles } from "#lib/demo/holes.ts";
import { findBackground, shareOfBackground } from "#lib/pictures/background.ts";
import { tonesOf } from "#lib/pictures/flood.ts";
import { borderOf, byteAt, type Colour, type Pixels } from "#lib/pictures/pixels.ts";

const DARKEST_BACKGROUND = 212;
const MOST_TINTED_BACKGROUND = 22;

/** By the medians of the border; null if they are not light and neutral. */
function backgroundColour({ data }: Pixels, border: readonly number[]): Colour | null {
  const median = (channel: number) => {
    const values = border.map((pixel) => byteAt(data, pixel * 4 + channel)).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? 0;
  };
  const colour: Colour = [median(0), median(1), median(2)];
  const darkest = Math.min(...colour);
  return darkest < DARKEST_BACKGROUND || Math.max(...colour) - darkest > MOST_TINTED_BACKGROUND ? null : colour;
}

function whitened({ data, width, height }: Pixels, colour: Colour): Pixels {
  if (Math.min(...colour) >= 254) return { data, width, height };
  const white = Buffer.from(data);
  for (let at = 0; at < white.length; at += 4) {
    for (let channel = 0; channel < 3; channel++)
      white[at + channel] = Math.min(255, (byteAt(data, at + channel) * 255) / (colour[channel] ?? 255));
  }
  return { data: white, width, height };
}

/** Null if the product can't be separated: a photo in a setting, or a close-up beyond the frame. */
export function cutOut(photo: Pixels): Pixels | null {
  const { sides } = borderOf(photo);
  const clear = sides.filter((pixel) => byteAt(photo.data, pixel * 4 + 3) < 32).length;
  if (clear > sides.length * 0.6) return photo;
  const colour = backgroundColour(photo, sides);
  if (!colour) return null;
  const tones = tonesOf(photo, colour);
  const background = findBackground(tones);
  if (!background.pale) openHoles(background, tones);
  const { marks, merged } = background;
  if (merged || shareOfBackground(marks, sides) < 0.97) return null;
  const product = marks.filter((mark) => mark === 0).length;
  return product < marks.length * 0.01 ? null : softenEdge(whitened(photo, colour), marks);
}
