import type { Examined } from "#lib/compliance/examined.ts";
import type { Check, Verdict } from "#lib/schemas/check.ts";

// reference/amazon.md: 500 px required, 1,000 for zoom, 1,600 recommended, 10,000 at most.
const SHORTEST = 500;
const ZOOM = 1_000;
const RECOMMENDED = 1_600;
const LONGEST = 10_000;
const SQUARE_WITHIN = 0.01;
const FORMATS = ["jpeg", "png", "tiff", "gif"];
const WARN_MB = 10;

function longestSide({ width, height }: Examined): Check {
  const value = Math.max(width, height);
  const check = (verdict: Verdict, limit: number): Check => ({ id: "longest-side", verdict, value, unit: "px", limit });
  if (value < SHORTEST) return check("fail", SHORTEST);
  if (value > LONGEST) return check("fail", LONGEST);
  if (value < ZOOM) return check("warn", ZOOM);
  return check(value < RECOMMENDED ? "warn" : "pass", RECOMMENDED);
}

/** Width by height; a square is advised, not asked for. */
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

/** In MB of a million bytes. No source names Amazon's limit: the 10 MB are unconfirmed, hence a warning at most. */
function fileSize({ bytes }: Examined): Check {
  const value = Math.round(bytes / 10_000) / 100;
  return { id: "file-size", verdict: bytes > WARN_MB * 1e6 ? "warn" : "pass", value, unit: "MB", limit: WARN_MB };
}

/** The checks of any slot that need no more than the file's facts. */
export function fileChecks(examined: Examined): Check[] {
  return [longestSide, aspect, format, colourSpace, fileSize].map((check) => check(examined));
}
