import type { Box } from "#lib/pictures/pixels.ts";

/** Share of the frame that the product fills: more than Amazon's 85 %, without touching the edge. */
const FILL = 0.9;
// A frame is kept as it is where the product fills this share of it and each margin is wider than the outer 1 % that must
// be exactly white and what JPEG's ringing reaches into it.
const KEPT_FROM = 0.855;
const LEAST_MARGIN = 0.01;
const RINGING_PX = 10;
const SQUARE_WITHIN = 0.01;

export type Cut = { left: boolean; right: boolean; top: boolean; bottom: boolean };

/** Whole pixels; may reach beyond the picture. */
export type Square = { left: number; top: number; side: number };

/** At the side that cuts the product, else centred. */
function begin(start: number, length: number, side: number, cut: { first: boolean; last: boolean }): number {
  if (cut.first && !cut.last) return start;
  if (cut.last && !cut.first) return start + length - side;
  return Math.round(start + (length - side) / 2);
}

function narrowest({ width, height }: { width: number; height: number }, product: Box): number {
  const [right, bottom] = [width - product.left - product.width, height - product.top - product.height];
  return Math.min(product.left, product.top, right, bottom);
}

/**
 * The square of the picture if the product fills enough of it, else one that it fills to 90 %. A cut product stays at
 * the edge that cuts it.
 */
export function reframe(
  picture: { width: number; height: number },
  product: Box,
  { cut, size }: { cut: Cut; size: number },
): Square {
  const { width, height } = picture;
  const isCut = Object.values(cut).some(Boolean);
  const fill = Math.max(product.width / width, product.height / height);
  const square = Math.abs(width / height - 1) <= SQUARE_WITHIN;
  const side = Math.max(width, height);
  const margin = (narrowest(picture, product) * size) / side;
  if (square && !isCut && fill >= KEPT_FROM && margin >= size * LEAST_MARGIN + RINGING_PX)
    return { left: Math.round((width - side) / 2), top: Math.round((height - side) / 2), side };
  const across = product.width / (cut.left && cut.right ? 1 : FILL);
  const down = product.height / (cut.top && cut.bottom ? 1 : FILL);
  const wide = Math.ceil(Math.max(across, down));
  return {
    left: begin(product.left, product.width, wide, { first: cut.left, last: cut.right }),
    top: begin(product.top, product.height, wide, { first: cut.top, last: cut.bottom }),
    side: wide,
  };
}
