import { z } from "zod";

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
/** Raised with a new or changed check: workers then check the images again that were checked before. */
export const CHECKS_VERSION = 1;

export const checkIdSchema = z.enum(CHECK_IDS);
export type CheckId = z.infer<typeof checkIdSchema>;

export const verdictSchema = z.enum(["pass", "warn", "fail"]);
export type Verdict = z.infer<typeof verdictSchema>;

const measureSchema = z.union([z.number(), z.string()]).nullable();

export const checkSchema = z.object({
  id: checkIdSchema,
  verdict: verdictSchema,
  value: measureSchema,
  unit: z.string().nullable(),
  limit: measureSchema,
});
export type Check = z.infer<typeof checkSchema>;

/** Percent of a MAIN image's background, and of the outer 1 % on each side, that must be pure white. */
export const LEAST_WHITE = { background: 99, edges: 100 } as const;
