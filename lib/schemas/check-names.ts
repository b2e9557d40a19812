/** The first five are for MAIN only. */
export const CHECK_IDS = [
  "background",
  "frame-fill",
  "edge-contact",
  "border",
  "text",
  "blank",
  "longest-side",
  "aspect",
  "format",
  "colour-space",
  "file-size",
  "unchanged",
  "duplicate",
] as const;

/** The best first. */
export const VERDICTS = ["pass", "warn", "fail"] as const;

/** Percent of a MAIN image's background, and of the outer 1 % on each side, that must be pure white. */
export const LEAST_WHITE = { background: 99, edges: 100 } as const;
