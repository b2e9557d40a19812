import { differenceAt, RINGING_PX } from "#lib/compliance/edges.ts";
import type { Raster } from "#lib/compliance/examined.ts";
import { type Scene, sceneOf } from "#lib/compliance/scene.ts";
import { byteAt } from "#lib/pictures/pixels.ts";
import { within } from "#lib/pictures/reach.ts";
import { AMAZON_LEAST_FILL } from "#lib/schemas/amazon-rules.ts";
import type { Check } from "#lib/schemas/check.ts";
import { LEAST_WHITE } from "#lib/schemas/check-names.ts";

// Amazon asks for pure white, 255, 255, 255. How much of the background must be exact, and how far from the product, is
// this app's choice: JPEG's ringing reaches 8 px.
// At the very edge, what differs by less is noise, unless the whole cell is about as pale.
const NOISE = 12;
const PALE = 225;
const LEAST_DIFFERENCE = 5;

/** Truncated to one decimal: 84.96 % must not be shown as 85.0 and failed. */
function percent(share: number): number {
  return Math.floor(share * 1000 + 1e-6) / 10;
}

function countWhite({ data, width, channels }: Raster, y: number, from: number, to: number): number {
  let white = 0;
  for (let at = (y * width + from) * channels; at < (y * width + to) * channels; at += channels)
    if (data[at] === 255 && data[at + 1] === 255 && data[at + 2] === 255 && (channels === 3 || data[at + 3] === 255))
      white++;
  return white;
}

/** The share of exact white in the outer 1 % on each side. */
function outerWhite(raster: Raster): number {
  const { width, height } = raster;
  const [across, down] = [Math.max(1, Math.round(width / 100)), Math.max(1, Math.round(height / 100))];
  let white = 0;
  let count = 0;
  for (let y = 0; y < height; y++) {
    const isWhole = y < down || y >= height - down || 2 * across >= width;
    white += isWhole
      ? countWhite(raster, y, 0, width)
      : countWhite(raster, y, 0, across) + countWhite(raster, y, width - across, width);
    count += isWhole ? width : 2 * across;
  }
  return white / count;
}

/** Holes are product unless they are exactly white: else they may be print. */
function productOf({ grid: { white, area }, outline, holes, least, merged }: Scene): Uint8Array {
  const marks = merged ? least : outline;
  const product = new Uint8Array(marks.length);
  for (let cell = 0; cell < marks.length; cell++)
    if (marks[cell] === 0 && (holes[cell] !== 1 || white[cell] !== area[cell])) product[cell] = 1;
  return product;
}

/** The share of exact white in the background more than 8 px from the product; 1 if there is none. */
function farWhite(scene: Scene): number {
  const { pixels, cell: cellPx, white: whites, area: areas } = scene.grid;
  const near = within(productOf(scene), pixels.width, pixels.height, Math.ceil(RINGING_PX / cellPx));
  let white = 0;
  let count = 0;
  for (let cell = 0; cell < near.length; cell++) {
    if (near[cell] === 1) continue;
    white += whites[cell] as number;
    count += areas[cell] as number;
  }
  return count === 0 ? 1 : white / count;
}

function backgroundCheck(raster: Raster, scene: Scene): Check {
  const [outer, far] = [outerWhite(raster), farWhite(scene)];
  const isFarWhite = far * 100 >= LEAST_WHITE.background;
  const areEdgesWhite = outer * 100 >= LEAST_WHITE.edges;
  return {
    id: "background",
    verdict: isFarWhite && areEdgesWhite ? "pass" : "fail",
    value: percent(Math.min(outer, far)),
    unit: "%",
    limit: isFarWhite && !areEdgesWhite ? LEAST_WHITE.edges : LEAST_WHITE.background,
  };
}

function fillCheck({ width, height }: Raster, { box }: Scene): Check {
  const fill = box ? Math.max(box.width / width, box.height / height) * 100 : 0;
  return {
    id: "frame-fill",
    verdict: fill >= AMAZON_LEAST_FILL ? "pass" : "fail",
    value: percent(fill / 100),
    unit: "%",
    limit: AMAZON_LEAST_FILL,
  };
}

function isProduct(raster: Raster, scene: Scene, x: number, y: number): boolean {
  const { grid, outline, tones } = scene;
  const cell = Math.floor(y / grid.cell) * grid.pixels.width + Math.floor(x / grid.cell);
  if (outline[cell] !== 0) return false;
  const isPale = byteAt(tones.low, cell) > PALE;
  return differenceAt(raster, scene, x, y) >= (isPale ? LEAST_DIFFERENCE : NOISE);
}

/** How many pixels of a line at the edge are product. */
function touching(
  raster: Raster,
  scene: Scene,
  line: { x: number; y: number; across: boolean; length: number },
): number {
  const { x, y, across, length } = line;
  let count = 0;
  for (let along = 0; along < length; along++)
    if (isProduct(raster, scene, across ? along : x, across ? y : along)) count++;
  return count;
}

export function contactOf(raster: Raster, scene: Scene) {
  const { width, height } = raster;
  const top = touching(raster, scene, { x: 0, y: 0, across: true, length: width });
  const bottom = touching(raster, scene, { x: 0, y: height - 1, across: true, length: width });
  const left = touching(raster, scene, { x: 0, y: 0, across: false, length: height });
  const right = touching(raster, scene, { x: width - 1, y: 0, across: false, length: height });
  return { top, bottom, left, right, share: (top + bottom + left + right) / (2 * (width + height)) };
}

function contactCheck(raster: Raster, scene: Scene): Check {
  const { share } = contactOf(raster, scene);
  const value = share > 0 ? Math.max(0.1, percent(share)) : 0;
  return { id: "edge-contact", verdict: share > 0 ? "fail" : "pass", value, unit: "%", limit: 0 };
}

function borderCheck({ frame, grid }: Scene): Check {
  const share = frame ? frame.thickness / Math.min(grid.pixels.width, grid.pixels.height) : 0;
  return { id: "border", verdict: frame ? "fail" : "pass", value: percent(share), unit: "%", limit: 0 };
}

/** A warning only, because the text is only likely. */
function textCheck({ text, grid }: Scene): Check {
  const covered = text.reduce((sum, line) => sum + line.width * line.height, 0);
  const value = percent(covered / (grid.pixels.width * grid.pixels.height));
  return { id: "text", verdict: text.length > 0 ? "warn" : "pass", value, unit: "%", limit: 0 };
}

export function mainChecks(raster: Raster): Check[] {
  const scene = sceneOf(raster);
  return [
    backgroundCheck(raster, scene),
    fillCheck(raster, scene),
    contactCheck(raster, scene),
    borderCheck(scene),
    textCheck(scene),
  ];
}
