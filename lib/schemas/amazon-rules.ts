// Amazon's product image requirements, as agencies and tools quoted them in November 2026 (amalytix.com, "Amazon Image
// Requirements"; changethisfile.com, "Convert images for Amazon Seller Central"). Amazon's own page was not read.

/** Longest side of an image, in px. */
export const AMAZON_SIDE_PX = { required: 500, zoom: 1_000, recommended: 1_600, most: 10_000 } as const;

/** Percent of the frame that the product of a MAIN image fills. */
export const AMAZON_LEAST_FILL = 85;

/** The name of a file in a bulk upload. */
export function amazonFileName(asin: string, variant: string, extension = "jpg"): string {
  return `${asin}.${variant}.${extension}`;
}
