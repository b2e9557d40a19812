import { canonical, isVariant, otherName } from "./variant-names.ts";

// Amazon's product image requirements, as agencies and tools quoted them in November 2026 (amalytix.com, "Amazon Image
// Requirements"; changethisfile.com, "Convert images for Amazon Seller Central"). Amazon's own page was not read.

/** Longest side of an image, in px. */
export const AMAZON_SIDE_PX = { required: 500, zoom: 1_000, recommended: 1_600, most: 10_000 } as const;

/** Percent of the frame that the product of a MAIN image fills. */
export const AMAZON_LEAST_FILL = 85;

/** Words after an ASIN that stand for a variant, or that are left out of the names of second copies. */
const isMistakable = (word: string) => isVariant(canonical(word)) || /^cop(?:y|ie|ia)$|^kopie$/.test(word);

/** The name of a file in a bulk upload; of an image for no variant a name that Amazon can't take for one. */
export function amazonFileName(asin: string, target: string, extension = "jpg"): string {
  const other = otherName(target);
  if (other === null) return `${asin}.${target}.${extension}`;
  const name = other.split("-").some(isMistakable) ? `other-${other}` : other;
  return `${asin}_${name}.${extension}`;
}

/** Where it is in the zip: what is for no variant has a folder of its own. */
export function exportPath(asin: string, target: string): string {
  const name = amazonFileName(asin, target);
  return otherName(target) === null ? name : `other/${name}`;
}
