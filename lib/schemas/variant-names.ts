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
export const VARIANT_LIKE = /^[A-Z0-9]{1,10}$/;

export const upper = (value: string) => value.trim().toUpperCase();

/** PT1 is PT01, SWATCH is SWCH. */
export const canonical = (value: string) =>
  upper(value)
    .replace(/^(PT|IN|PS)([1-9])$/, "$10$2")
    .replace(/^SWATCH$/, "SWCH");

export const isVariant = (name: string): boolean => KNOWN.has(name);

function rank(variant: string): number {
  if (variant === "MAIN") return 0;
  return variant.startsWith("PT") ? 1 : 2;
}

/** Amazon's order: MAIN, PT01, PT02 …, then the rest by name. */
export function compareVariants(a: string, b: string): number {
  return rank(a) - rank(b) || (a < b ? -1 : a > b ? 1 : 0);
}
