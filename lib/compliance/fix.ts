import "server-only";
import type { Sharp } from "sharp";
import { examine } from "#lib/compliance/examine.ts";
import type { Raster } from "#lib/compliance/examined.ts";
import { boxInPixels } from "#lib/compliance/grid.ts";
import { union } from "#lib/compliance/islands.ts";
import { contactOf } from "#lib/compliance/main-checks.ts";
import { type Cut, reframe, type Square } from "#lib/compliance/reframe.ts";
import { type Scene, sceneOf } from "#lib/compliance/scene.ts";
import { whiten } from "#lib/compliance/whiten.ts";
import type { Box } from "#lib/pictures/pixels.ts";
import { CantFix } from "#lib/pictures/refusals.ts";
import { sharp } from "#lib/pictures/sharp.ts";
import { otherName } from "#lib/schemas/variant-names.ts";

// More of the edge than this can't be one product's: there is no plain background behind it.
const MOST_CONTACT = 0.5;
const WHITE = "#fff";
// Lighter than this is white to the checks; of the product as much must be darker, across and down.
const ALMOST_WHITE = 250;
const LEAST_VISIBLE = 0.95;

/** White where the square reaches beyond the picture. */
function drawSquare(picture: Sharp, { width, height }: Pick<Raster, "width" | "height">, square: Square, size: number) {
  const scale = size / square.side;
  const [left, top] = [Math.max(0, square.left), Math.max(0, square.top)];
  const right = Math.min(width, square.left + square.side);
  const bottom = Math.min(height, square.top + square.side);
  const [padLeft, padTop] = [Math.round((left - square.left) * scale), Math.round((top - square.top) * scale)];
  const wide = Math.min(size - padLeft, Math.round((right - left) * scale));
  const high = Math.min(size - padTop, Math.round((bottom - top) * scale));
  return picture
    .extract({ left, top, width: right - left, height: bottom - top })
    .resize(wide, high, { fit: "fill", kernel: "lanczos3" })
    .extend({
      left: padLeft,
      top: padTop,
      right: size - padLeft - wide,
      bottom: size - padTop - high,
      background: WHITE,
    });
}

function isInside({ left, top, width, height }: Box, square: Square): boolean {
  const [right, bottom] = [square.left + square.side, square.top + square.side];
  return left >= square.left && top >= square.top && left + width <= right && top + height <= bottom;
}

/** Includes dots, commas and accents around a line of text. */
function withMargin({ left, top, width, height }: Box, within: { width: number; height: number }): Box {
  const margin = Math.ceil(height / 2);
  const [from, to] = [Math.max(0, left - margin), Math.min(within.width, left + width + margin)];
  const [above, below] = [Math.max(0, top - margin), Math.min(within.height, top + height + margin)];
  return { left: from, top: above, width: to - from, height: below - above };
}

/** Wide enough to cut no text or loose parts. */
function squareOf(raster: Raster, { grid, text }: Scene, product: Box, options: { cut: Cut; size: number }): Square {
  const square = reframe(raster, product, options);
  const lines = text.map((line) => boxInPixels(grid, raster, withMargin(line, grid.pixels)));
  if (lines.every((line) => isInside(line, square))) return square;
  return reframe(raster, union([product, ...lines]) ?? product, options);
}

/** Is the product visible from side to side when everything else is white? */
function isVisible(white: Uint8Array, width: number, { left, top, ...box }: Box): boolean {
  const [columns, rows] = [new Uint8Array(box.width), new Uint8Array(box.height)];
  for (let y = 0; y < box.height; y++) {
    for (let x = 0; x < box.width; x++) {
      const at = ((top + y) * width + left + x) * 3;
      if (Math.min(white[at] ?? 255, white[at + 1] ?? 255, white[at + 2] ?? 255) > ALMOST_WHITE) continue;
      columns[x] = 1;
      rows[y] = 1;
    }
  }
  const reach = (line: Uint8Array) => line.lastIndexOf(1) - line.indexOf(1) + 1;
  return reach(columns) >= box.width * LEAST_VISIBLE && reach(rows) >= box.height * LEAST_VISIBLE;
}

function refuseUnclear({ frame, merged }: Scene, share: number): void {
  if (share > MOST_CONTACT)
    throw new CantFix("The product has no plain background that can be made white. Regenerate the image instead.");
  if (frame?.standsOff)
    throw new CantFix(
      "The frame around the picture may belong to the product. Regenerate the image without the frame.",
    );
  if (merged)
    throw new CantFix(
      "The product can't be separated from its shadow. Regenerate the image on plain white, without a shadow.",
    );
}

function fixMain(raster: Raster, size: number): Sharp {
  const scene = sceneOf(raster);
  if (!scene.box) throw new CantFix("No product can be separated from the background.");
  const { left, right, top, bottom, share } = contactOf(raster, scene);
  refuseUnclear(scene, share);
  const cut = { left: left > 0, right: right > 0, top: top > 0, bottom: bottom > 0 };
  const { width, height } = raster;
  const white = whiten(raster, scene);
  if (!isVisible(white, width, scene.box))
    throw new CantFix(
      "The product is too light to separate from a white background. Regenerate the image with a darker outline.",
    );
  const square = squareOf(raster, scene, scene.box, { cut, size });
  return drawSquare(sharp(white, { raw: { width, height, channels: 3 } }), raster, square, size);
}

function fixOther({ data, width, height, channels }: Raster, size: number, fit: "contain" | "inside"): Sharp {
  return sharp(data, { raw: { width, height, channels } })
    .flatten({ background: WHITE })
    .resize(size, size, { fit, background: WHITE, kernel: "lanczos3" });
}

function fixFor(variant: string, raster: Raster, size: number): Sharp {
  if (variant === "MAIN") return fixMain(raster, size);
  return fixOther(raster, size, otherName(variant) === null ? "contain" : "inside");
}

/**
 * MAIN: everything but the product is exactly white, its pixels are only scaled, and a product cut by the edge stays
 * cut. Other variants: the whole picture, padded with white to a square; what is for no variant keeps its shape. Throws `CantFix`, and `NotAPicture`.
 */
export async function fixPicture(
  bytes: Uint8Array,
  { variant, size }: { variant: string; size: number },
): Promise<Uint8Array> {
  const { raster } = await examine(bytes);
  const picture = fixFor(variant, raster, size);
  // Halved, the colours would bleed over the product's edge into the white.
  return picture.toColourspace("srgb").jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer();
}
