import { z } from "zod";
import { CHECK_IDS, VERDICTS } from "./check-names.ts";
/** Raised with a new or changed check: workers then check the images again that were checked before. */
export const CHECKS_VERSION = 2;

export const checkIdSchema = z.enum(CHECK_IDS);
export type CheckId = z.infer<typeof checkIdSchema>;

export const verdictSchema = z.enum(VERDICTS);
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
