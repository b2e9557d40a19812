import type { Examined, Raster } from "#lib/compliance/examined.ts";
import { AMAZON_SIDE_PX } from "#lib/schemas/amazon-rules.ts";
import type { Check, Verdict } from "#lib/schemas/check.ts";
import { otherName } from "#lib/schemas/variant-names.ts";

const SQUARE_WITHIN = 0.01;
const FORMATS = ["jpeg", "png", "tiff", "gif"];
const WARN_MB = 10;

/** Zoom is of a listing's images only. */
function longestSide({ width, height }: Examined, isListing: boolean): Check {
  const value = Math.max(width, height);
  const check = (verdict: Verdict, limit: number): Check => ({ id: "longest-side", verdict, value, unit: "px", limit });
  const { required, zoom, recommended, most } = AMAZON_SIDE_PX;
  if (value < required) return check("fail", required);
  if (value > most) return check("fail", most);
  if (!isListing) return check("pass", required);
  if (value < zoom) return check("warn", zoom);
  return check(value < recommended ? "warn" : "pass", recommended);
}

/** A square is advised, not required. */
function aspect({ width, height }: Examined): Check {
  const value = Math.round((width / height) * 1000) / 1000;
  const square = Math.abs(width / height - 1) <= SQUARE_WITHIN;
  return { id: "aspect", verdict: square ? "pass" : "warn", value, unit: null, limit: 1 };
}

function format({ format: value }: Examined): Check {
  const verdict = FORMATS.includes(value) ? "pass" : "fail";
  return { id: "format", verdict, value, unit: null, limit: FORMATS.join(", ") };
}

function colourSpace({ space, depth, transparent }: Examined): Check {
  const value = `${space}${depth > 8 ? `, ${depth} bit` : ""}${transparent ? " with transparency" : ""}`;
  const verdict = space !== "srgb" ? "fail" : value === "srgb" ? "pass" : "warn";
  return { id: "colour-space", verdict, value, unit: null, limit: "srgb" };
}

/** In MB of a million bytes. Amazon publishes no limit: 10 MB is unconfirmed, hence only a warning. */
function fileSize({ bytes }: Examined): Check {
  const value = Math.round(bytes / 10_000) / 100;
  return { id: "file-size", verdict: bytes > WARN_MB * 1e6 ? "warn" : "pass", value, unit: "MB", limit: WARN_MB };
}

/** What is for no variant may have any shape. */
export function fileChecks(examined: Examined, variant: string): Check[] {
  const isListing = otherName(variant) === null;
  const shape = isListing ? [aspect(examined)] : [];
  return [longestSide(examined, isListing), ...shape, format(examined), colourSpace(examined), fileSize(examined)];
}

/** JPEG and WebP change the levels of a plain colour by less than this. */
const LEVELS_OF_ONE_COLOUR = 12;

/** 0 to 255, of every `step`th pixel; invisible colours count as white. */
function rangeOf({ data, channels }: Raster, channel: number, step: number): number {
  const hidesColour = channels === 4 && channel < 3;
  let least = 255;
  let most = 0;
  for (let at = 0; at < data.length; at += channels * step) {
    const level = hidesColour && data[at + 3] === 0 ? 255 : (data[at + channel] as number);
    if (level < least) least = level;
    if (level > most) most = level;
  }
  return most - least;
}

function widestOf(raster: Raster, step: number): number {
  return Math.max(...Array.from({ length: raster.channels }, (_, channel) => rangeOf(raster, channel, step)));
}

/** A prime, so that it meets all columns. */
const SAMPLED = 61;

/** Of a sample where that tells enough: all pixels are looked at only where few differ. */
function widestRange(raster: Raster): number {
  const sampled = widestOf(raster, SAMPLED);
  return sampled > LEVELS_OF_ONE_COLOUR ? sampled : widestOf(raster, 1);
}

export function blankCheck(raster: Raster): Check {
  const value = widestRange(raster);
  const verdict = value > LEVELS_OF_ONE_COLOUR ? "pass" : "fail";
  return { id: "blank", verdict, value, unit: "levels", limit: LEVELS_OF_ONE_COLOUR };
}
