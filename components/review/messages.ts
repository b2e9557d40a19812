import type { TABS } from "#components/images/review-link.ts";
import { count, plural } from "#components/ui/count.ts";
import type { Check, CheckId, Verdict } from "#lib/schemas/check.ts";
import { LEAST_WHITE } from "#lib/schemas/check-names.ts";
import type { Decision, ReviewImage, ReviewSummary } from "#lib/schemas/review.ts";

type Tab = (typeof TABS)[number];

export const TAB_WORDS: Record<Tab, string> = {
  none: "Unreviewed",
  approve: "Approved",
  reject: "Rejected",
  all: "All",
};

export function tabCount(summary: ReviewSummary, tab: Tab): number {
  const { unreviewed, approved, rejected, total } = summary;
  return { none: unreviewed, approve: approved, reject: rejected, all: total }[tab];
}

export const DECISION_WORDS: Record<Decision, string> = {
  approve: "Approved",
  reject: "Rejected",
  none: "Review cleared",
};

const TITLE_LENGTH = 40;

export const shortName = (title: string): string =>
  title.length > TITLE_LENGTH ? `${title.slice(0, TITLE_LENGTH - 1).trimEnd()}…` : title;

/** “Kettle”, or “12 images”. */
export function namesOf(images: readonly Pick<ReviewImage, "productTitle">[]): string {
  const [first] = images;
  return images.length === 1 && first ? `“${shortName(first.productTitle)}”` : plural(images.length, "image");
}

export const approvePassing = (number: number) =>
  `Approve the ${count(number)} that ${number === 1 ? "passes" : "pass"}`;

export const fixFlagged = (number: number) =>
  number === 1 ? "Fix the 1 that fails or warns" : `Fix all ${count(number)} that fail or warn`;

type Words = { name: string; ask: "At least" | "At most" | "More than" | "Should be"; why: string };

const WORDS: Record<CheckId, Words> = {
  background: { name: "White background", ask: "At least", why: "MAIN needs pure white, 255, 255, 255." },
  "frame-fill": { name: "Fills the frame", ask: "At least", why: "The product must fill most of a MAIN image." },
  "edge-contact": { name: "Not cropped by the edge", ask: "At most", why: "The whole product must be visible." },
  border: { name: "No border", ask: "At most", why: "MAIN images can't have a border." },
  text: { name: "No text or logo", ask: "At most", why: "MAIN images can't have added text, logos or badges." },
  blank: { name: "Not blank", ask: "More than", why: "The image is a single color. Regenerate it." },
  "longest-side": { name: "Longest side", ask: "At least", why: "Zoom needs 1,000 px; 1,600 px are recommended." },
  aspect: { name: "Aspect ratio", ask: "Should be", why: "Amazon shows images in a square frame." },
  format: { name: "File format", ask: "Should be", why: "Amazon accepts only these formats." },
  "colour-space": { name: "Colour space", ask: "Should be", why: "Browsers may show other colour spaces incorrectly." },
  "file-size": { name: "File size", ask: "At most", why: "Amazon publishes no limit; smaller files are safer." },
  unchanged: {
    name: "Differs from the source",
    ask: "More than",
    why: "The image looks the same as the source photo.",
  },
  duplicate: {
    name: "Differs from other images",
    ask: "More than",
    why: "Looks the same as another product's image in this job.",
  },
};

export const checkName = (id: CheckId): string => WORDS[id].name;
export const checkReason = (id: CheckId): string => WORDS[id].why;

export const VERDICT_WORDS: Record<Verdict, string> = { pass: "Passes", warn: "Warning", fail: "Fails" };

const COMPACT = /^(?:%|:)$/;
/** Bits of the hash that two pictures are compared by. */
const HASH_BITS = 64;

/** What sharp calls formats and colour spaces, as people write it. */
const WRITTEN: Record<string, string> = { srgb: "sRGB", "b-w": "Grayscale", webp: "WebP", heif: "HEIF" };
const written = (value: string) =>
  value.replace(
    /srgb|b-w|webp|heif|\b(?:jpeg|png|tiff|gif|cmyk|lab|avif)\b/g,
    (name) => WRITTEN[name] ?? name.toUpperCase(),
  );

function withUnit(value: number | string, unit: string | null): string {
  if (typeof value === "string") return written(value);
  if (unit === "bits") return `${Math.round((value / HASH_BITS) * 100)}%`;
  const said = count(Math.round(value * 100) / 100);
  if (!unit) return said;
  return COMPACT.test(unit) ? `${said}${unit}` : `${said} ${unit}`;
}

/** What was measured: `1,600 px`; `–` where there is nothing to measure. */
export function measured({ value, unit }: Check): string {
  return value === null ? "–" : withUnit(value, unit);
}

/** Null where there is no limit. A picture can be too large as well as too small. */
export function asked({ id, limit, unit, value, verdict }: Check): string | null {
  if (limit === null) return null;
  // The check has two limits, and `limit` is the one that was missed.
  if (id === "background") return `At least ${LEAST_WHITE.background}%, and ${LEAST_WHITE.edges}% along the edges`;
  const isTooMuch = verdict === "fail" && typeof value === "number" && typeof limit === "number" && value > limit;
  const ask = typeof limit === "string" ? "Should be" : isTooMuch ? "At most" : WORDS[id].ask;
  return `${ask} ${withUnit(limit, unit)}`;
}

export function verdictSentence(verdict: Verdict | null, checks: readonly Check[]): string {
  if (verdict === null) return "Not checked yet";
  const number = checks.filter((check) => check.verdict === verdict).length;
  if (verdict === "pass") return "Passes";
  if (verdict === "warn") return number > 1 ? `${number} warnings` : "Warning";
  return number > 1 ? `${number} fail` : "Fails";
}

const WORST: Record<Verdict, number> = { fail: 0, warn: 1, pass: 2 };

export function worstFirst(checks: readonly Check[]): Check[] {
  return checks.toSorted((a, b) => WORST[a.verdict] - WORST[b.verdict]);
}
