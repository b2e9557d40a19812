import { z } from "zod";
import { verdictSchema } from "./check.ts";
import { flagSchema, idSchema } from "./text.ts";
import { variantFilterSchema } from "./variant.ts";

/** Smaller than this only files come out that no shopper wants to see, after much work. */
const MIN_BYTES = 500_000;
const MAX_BYTES = 20_000_000;
/** Below this a file is sure to be taken: no source names Amazon's own limit, so that 10 MB is the cautious guess. */
export const DEFAULT_MAX_BYTES = 10_000_000;
/** How many entries a list of the preview holds at most. */
export const MAX_LISTED = 1_000;

const bytesMessage = `Use a whole number of bytes from ${MIN_BYTES.toLocaleString("en")} to ${MAX_BYTES.toLocaleString("en")}.`;

export const exportQuerySchema = z.object({
  /** Made by this job, with the versions made of its images. */
  jobId: idSchema.optional(),
  /** Meant for this variant. */
  variant: variantFilterSchema.optional(),
  /** What a file may hold at most, in bytes. */
  maxBytes: z.coerce
    .number(bytesMessage)
    .int(bytesMessage)
    .min(MIN_BYTES, bytesMessage)
    .max(MAX_BYTES, bytesMessage)
    .default(DEFAULT_MAX_BYTES),
  /** Also MAIN images that fail a check or were not checked. */
  includeFailing: flagSchema.default(false),
});
export type ExportQuery = z.infer<typeof exportQuerySchema>;

export const resultsQuerySchema = exportQuerySchema.pick({ jobId: true, includeFailing: true });
export type ResultsQuery = z.infer<typeof resultsQuerySchema>;

export const fileQuerySchema = exportQuerySchema.pick({ maxBytes: true });

const productFields = { productId: z.string(), title: z.string(), asin: z.string().nullable(), variant: z.string() };
const imageFields = {
  imageId: z.string(),
  thumbnailUrl: z.string(),
  verdict: verdictSchema.nullable(),
  /** Is another version current, and not approved for this variant? */
  superseded: z.boolean(),
  /** The version that counts, this one or another; null where none does. */
  currentVersionId: z.string().nullable(),
};

const exportImageSchema = z.object(imageFields);
export type ExportImage = z.infer<typeof exportImageSchema>;
const plainEntrySchema = z.object({ ...productFields, ...imageFields });
export type ExportEntry = z.infer<typeof plainEntrySchema>;
const fileEntrySchema = plainEntrySchema.extend({ file: z.string() });
export type ExportFile = z.infer<typeof fileEntrySchema>;
const collisionSchema = z.object({ ...productFields, images: z.array(exportImageSchema) });
export type ExportCollision = z.infer<typeof collisionSchema>;

/** What a zip would hold, and what stands in its way. Each list holds at most 1,000 entries, its count all. */
export const exportPreviewSchema = z.object({
  fileCount: z.number().int(),
  files: z.array(fileEntrySchema),
  /** Several approved images that would be one file: the zip waits until one is chosen. */
  collisionCount: z.number().int(),
  collisions: z.array(collisionSchema),
  /** Left out: their product has no ASIN to name the file by. */
  missingAsinCount: z.number().int(),
  missingAsins: z.array(plainEntrySchema),
  /** Left out: MAIN images that fail a check or were not checked. */
  failingCount: z.number().int(),
  failing: z.array(plainEntrySchema),
  /** Approved, exported or failing, although the current version is not approved. */
  supersededCount: z.number().int(),
  superseded: z.array(plainEntrySchema),
  /** Left out: approved images of which a person said that they don't count, where no version of them does. */
  notSelectedCount: z.number().int(),
  notSelected: z.array(plainEntrySchema),
});
export type ExportPreview = z.infer<typeof exportPreviewSchema>;
