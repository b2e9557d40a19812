import { z } from "zod";
import { verdictSchema } from "./check.ts";
import { flagSchema, idSchema } from "./text.ts";
import { variantFilterSchema } from "./variant.ts";

/** Smaller files look bad and take long to encode. */
const MIN_BYTES = 500_000;
const MAX_BYTES = 20_000_000;
/** Amazon publishes no limit, so 10 MB is a cautious guess. */
export const DEFAULT_MAX_BYTES = 10_000_000;
/** Entries in a list of the preview. */
export const MAX_LISTED = 1_000;

const bytesMessage = `Use a whole number of bytes from ${MIN_BYTES.toLocaleString("en")} to ${MAX_BYTES.toLocaleString("en")}.`;

export const exportQuerySchema = z.object({
  /** Images of this job and their versions. */
  jobId: idSchema.optional(),
  /** Images for this variant. */
  variant: variantFilterSchema.optional(),
  /** Bytes. */
  maxBytes: z.coerce
    .number(bytesMessage)
    .int(bytesMessage)
    .min(MIN_BYTES, bytesMessage)
    .max(MAX_BYTES, bytesMessage)
    .default(DEFAULT_MAX_BYTES),
  /** Include MAIN images that fail a check or were not checked. */
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
  /** The current version, this one or another; null if there is none. */
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

/** Each list has at most 1,000 entries; its count counts all. */
export const exportPreviewSchema = z.object({
  fileCount: z.number().int(),
  files: z.array(fileEntrySchema),
  /** File names with several approved images: the zip waits until one is chosen. */
  collisionCount: z.number().int(),
  collisions: z.array(collisionSchema),
  /** Skipped: the product has no ASIN for the file name. */
  missingAsinCount: z.number().int(),
  missingAsins: z.array(plainEntrySchema),
  /** Skipped: MAIN images that fail a check or were not checked. */
  failingCount: z.number().int(),
  failing: z.array(plainEntrySchema),
  /** Approved, exported or failing, although the current version is not approved. */
  supersededCount: z.number().int(),
  superseded: z.array(plainEntrySchema),
  /** Skipped: approved images that a person deselected, without another current version. */
  notSelectedCount: z.number().int(),
  notSelected: z.array(plainEntrySchema),
});
export type ExportPreview = z.infer<typeof exportPreviewSchema>;
