import { count } from "#components/ui/count.ts";
import type { Check, CheckId, Verdict } from "#lib/schemas/check.ts";

type Words = { name: string; ask: "at least" | "at most" | "more than" | "should be"; why: string };

const WORDS: Record<CheckId, Words> = {
  background: { name: "White background", ask: "at least", why: "MAIN needs pure white, 255, 255, 255." },
  "frame-fill": { name: "Fills the frame", ask: "at least", why: "The product must fill most of a MAIN image." },
  "edge-contact": { name: "Not cropped by the edge", ask: "at most", why: "The whole product must be visible." },
  border: { name: "No border", ask: "at most", why: "MAIN images can't have a border." },
  text: { name: "No text or logo", ask: "at most", why: "MAIN images can't have added text, logos or badges." },
  blank: { name: "Not blank", ask: "more than", why: "The image is a single color. Regenerate it." },
  "longest-side": { name: "Longest side", ask: "at least", why: "Zoom needs 1,000 px; 1,600 px are recommended." },
  aspect: { name: "Aspect ratio", ask: "should be", why: "Amazon shows images in a square frame." },
  format: { name: "File format", ask: "should be", why: "Amazon accepts JPEG, PNG and TIFF." },
  "colour-space": { name: "Colour space", ask: "should be", why: "Browsers may show other colour spaces wrongly." },
  "file-size": { name: "File size", ask: "at most", why: "Amazon publishes no limit; smaller files are safer." },
  unchanged: {
    name: "Differs from the source",
    ask: "more than",
    why: "The image looks the same as the source photo.",
  },
  duplicate: {
    name: "Differs from other images",
    ask: "more than",
    why: "Looks the same as another product's image in this job.",
  },
};

export const checkName = (id: CheckId): string => WORDS[id].name;
export const checkReason = (id: CheckId): string => WORDS[id].why;

export const VERDICT_WORDS: Record<Verdict, string> = { pass: "Passes", warn: "Warning", fail: "Fails" };

const COMPACT = /^(?:%|:)$/;

function withUnit(value: number | string, unit: string | null): string {
  const said = typeof value === "number" ? count(Math.round(value * 100) / 100) : value;
  if (!unit) return said;
  if (unit === "bits") return `${said} of 64 bits`;
  return COMPACT.test(unit) ? `${said}${unit}` : `${said} ${unit}`;
}

/** What was measured: `1,600 px`; `–` where there is nothing to measure. */
export function measured({ value, unit }: Check): string {
  return value === null ? "–" : withUnit(value, unit);
}

/** What is asked for: `at least 1,000 px`; null where there is no limit. A picture can be too large as well as too small. */
export function asked({ id, limit, unit, value, verdict }: Check): string | null {
  if (limit === null) return null;
  const isTooMuch = verdict === "fail" && typeof value === "number" && typeof limit === "number" && value > limit;
  const ask = typeof limit === "string" ? "should be" : isTooMuch ? "at most" : WORDS[id].ask;
  return `${ask} ${withUnit(limit, unit)}`;
}

/** The verdict of a whole image in a few words. */
export function verdictSentence(verdict: Verdict | null, checks: readonly Check[]): string {
  if (verdict === null) return "Not checked yet";
  const number = checks.filter((check) => check.verdict === verdict).length;
  if (verdict === "pass") return "Passes";
  if (verdict === "warn") return number > 1 ? `${number} warnings` : "Warning";
  return number > 1 ? `${number} fail` : "Fails";
}

const WORST: Record<Verdict, number> = { fail: 0, warn: 1, pass: 2 };

/** The checks with what needs a look first. */
export function worstFirst(checks: readonly Check[]): Check[] {
  return checks.toSorted((a, b) => WORST[a.verdict] - WORST[b.verdict]);
}
