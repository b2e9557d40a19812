import type { Raster } from "#lib/compliance/examined.ts";
import type { Scene } from "#lib/compliance/scene.ts";
import { openHoles } from "#lib/pictures/background.ts";
import { throughWhite } from "#lib/pictures/flood.ts";
import type { Colour } from "#lib/pictures/pixels.ts";

// Up to this far from the background's colour a pixel at the product's edge is background, from the other on product.
const NOISE = 6;
const SURELY_PRODUCT = 40;
// The checks leave out 8 px around the product; where cells are larger, none is added to it.
const LARGEST_RIM = 4;
const HOLE = 251;

/** 255 for the cells of the product and, where they are small, their neighbours. */
function cover({ marks, grid }: Scene): Uint8Array {
  const { width, height } = grid.pixels;
  const covered = marks.map((mark) => (mark === 0 ? 255 : 0));
  if (grid.cell > LARGEST_RIM) return covered;
  const rim = Uint8Array.from(covered);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (covered[y * width + x] === 0) continue;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) rim[ny * width + nx] = 255;
    }
  }
  return rim;
}

/** The scene's marks, with holes in the product open that are of the background's colour. */
function withHoles({ marks, tones, pale }: Scene): Uint8Array {
  if (pale) return marks;
  const opened = Uint8Array.from(marks);
  openHoles({ marks: opened, white: marks }, tones, throughWhite(tones, HOLE));
  return opened;
}

/** Cells whose neighbours are all product: nothing of the background shows through. */
function inner(marks: Uint8Array, width: number, height: number): Uint8Array {
  return marks.map((mark, cell) => {
    const [x, y] = [cell % width, Math.floor(cell / width)];
    if (mark !== 0) return 0;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++)
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++)
        if (marks[ny * width + nx] !== 0) return 0;
    return 1;
  });
}

/** How much of a pixel is product, 0 to 1, by its distance from the background's colour. */
function shareOfProduct(red: number, green: number, blue: number, colour: Colour): number {
  const distance = Math.max(Math.abs(red - colour[0]), Math.abs(green - colour[1]), Math.abs(blue - colour[2]));
  return Math.min(1, Math.max(0, (distance - NOISE) / (SURELY_PRODUCT - NOISE)));
}

/** The cover between the middles of the cells, 0 to 1, so that it ends softly. */
function coverAt(covered: Uint8Array, width: number, height: number, x: number, y: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const at = (cx: number, cy: number) =>
    covered[Math.min(height - 1, Math.max(0, cy)) * width + Math.min(width - 1, Math.max(0, cx))] ?? 0;
  const [across, down] = [x - left, y - top];
  const upper = at(left, top) * (1 - across) + at(left + 1, top) * across;
  const lower = at(left, top + 1) * (1 - across) + at(left + 1, top + 1) * across;
  return (upper * (1 - down) + lower * down) / 255;
}

/**
 * The picture with everything but the product exactly white, as RGB. Inside the product no pixel changes; at its edge
 * what shows of the background's colour becomes white, and its shadow fades out within a few pixels.
 */
export function whiten(raster: Raster, scene: Scene): Uint8Array {
  const { data, width, height, channels } = raster;
  const { grid, colour } = scene;
  const { width: across, height: down } = grid.pixels;
  const marks = withHoles(scene);
  const covered = cover({ ...scene, marks });
  const untouched = inner(marks, across, down);
  const out = new Uint8Array(width * height * 3).fill(255);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(y / grid.cell) * across;
    for (let x = 0; x < width; x++) {
      const [from, to] = [(y * width + x) * channels, (y * width + x) * 3];
      const [red, green, blue] = [data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0];
      const opaque = channels === 4 ? (data[from + 3] ?? 0) / 255 : 1;
      let [kept, lift] = [opaque, 0];
      if (untouched[row + Math.floor(x / grid.cell)] === 0) {
        kept *= coverAt(covered, across, down, (x + 0.5) / grid.cell - 0.5, (y + 0.5) / grid.cell - 0.5);
        lift = 1 - shareOfProduct(red, green, blue, colour);
      }
      if (kept === 0) continue;
      out[to] = Math.min(255, Math.round(255 + (red + lift * (255 - colour[0]) - 255) * kept));
      out[to + 1] = Math.min(255, Math.round(255 + (green + lift * (255 - colour[1]) - 255) * kept));
      out[to + 2] = Math.min(255, Math.round(255 + (blue + lift * (255 - colour[2]) - 255) * kept));
    }
  }
  return out;
}
