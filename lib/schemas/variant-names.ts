const numbered = (name: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, index) => `${name}${String(index + 1).padStart(2, "0")}`);

/** Variants that are filled one after the other. */
export const LISTING_VARIANTS: readonly string[] = ["MAIN", ...numbered("PT", 99)];
export const INSIDE_VARIANTS = numbered("IN", 99);
export const PART_VARIANTS = numbered("PS", 6);
const SINGLE_VARIANTS = "SWCH TOPP BOTT LEFT RGHT FRNT BACK SIDE PAIR FACT EEGL".split(" ");

/** The usual ones first. Source: Amazon's rules for bulk image upload. */
export const ALL_VARIANTS: readonly string[] = [
  ...LISTING_VARIANTS,
  ...SINGLE_VARIANTS,
  ...INSIDE_VARIANTS,
  ...PART_VARIANTS,
];
const KNOWN: ReadonlySet<string> = new Set(ALL_VARIANTS);
/** A variant in a filter: an unknown one matches nothing. */
export const VARIANT_LIKE = /^(?:[A-Z0-9]{1,10}|OTHER:[a-z0-9-]{1,40})$/;

export const upper = (value: string) => value.trim().toUpperCase();

/** PT1 is PT01, SWATCH is SWCH. */
export const canonical = (value: string) =>
  upper(value)
    .replace(/^(PT|IN|PS)([1-9])$/, "$10$2")
    .replace(/^SWATCH$/, "SWCH");

/** What an image is for that goes to no variant, such as an A+ module or a store: `OTHER:` and a short name. */
export const OTHER = "OTHER";
const MAX_OTHER_NAME = 40;
const OTHER_LIKE = /^\s*OTHER\s*:(.*)$/i;

/** "OTHER:hero-banner" of "Hero banner"; null for a name without letters or digits. */
export function otherTarget(name: string): string | null {
  const short = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}+/gu, "")
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, MAX_OTHER_NAME)
    .replace(/^-|-$/g, "");
  return short === "" ? null : `${OTHER}:${short}`;
}

/** As the interface says it. */
export const targetLabel = (target: string): string => (target === OTHER ? "A+ or store" : target);

/** The short name; null for a variant. */
export function otherName(target: string): string | null {
  return target.startsWith(`${OTHER}:`) ? target.slice(OTHER.length + 1) : null;
}

/** Like `canonical`, but takes other targets too. */
export function canonicalTarget(value: string): string {
  const name = OTHER_LIKE.exec(value)?.[1];
  return name === undefined ? canonical(value) : (otherTarget(name) ?? value);
}

/** A variant or another target as filters have it. */
export const filtered = (value: string): string => (OTHER_LIKE.test(value) ? canonicalTarget(value) : upper(value));

export const isTarget = (name: string): boolean => isVariant(name) || otherName(name) !== null;

export const isVariant = (name: string): boolean => KNOWN.has(name);

function rank(variant: string): number {
  if (variant === "MAIN") return 0;
  if (otherName(variant) !== null) return 3;
  return variant.startsWith("PT") ? 1 : 2;
}

/** Amazon's order: MAIN, PT01, PT02 …, then the rest by name, and what is for none. */
export function compareVariants(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}
