import { z } from "zod";
import { ENCODINGS, FIELDS, mappingProblem } from "./import-fields.ts";
import { flagSchema } from "./text.ts";
import { variantSchema } from "./variant.ts";

/** `draft`: the import waits until it is started. */
export const importFieldsSchema = z.object({ draft: flagSchema.default(false) });

/** Columns of a sheet. */
export const MAX_COLUMNS = 1_000;
export const encodingSchema = z.enum(ENCODINGS, `Use one of ${ENCODINGS.join(", ")}.`);

/** A field, a variant (the cells are photos), or null for a skipped column. */
const columnSchema = z.union([z.enum(FIELDS), variantSchema], "Use a field, an Amazon variant or null.").nullable();
export type Column = z.infer<typeof columnSchema>;

/** From left to right. */
export const columnsSchema = z
  .array(columnSchema)
  .max(MAX_COLUMNS, `A sheet can have at most ${MAX_COLUMNS.toLocaleString("en")} columns.`)
  .superRefine((columns, context) => {
    const problem = mappingProblem(columns);
    if (problem) context.addIssue(problem);
  });

export const importErrorSchema = z.object({
  /** As a spreadsheet counts: the header is 1. Absent if the zip has no catalog.csv. */
  row: z.number().int().optional(),
  file: z.string().optional(),
  code: z.enum([
    "BAD_ASIN",
    "BAD_SKU",
    "BAD_VARIANT",
    "BAD_TEXT",
    "EXTRA_CELLS",
    "NO_TITLE",
    "NO_IDENTIFIER",
    "IDENTIFIER_CONFLICT",
    "FILE_MISSING",
    "FILE_TOO_LARGE",
    "DUPLICATE_FILE",
    "NOT_AN_IMAGE",
    "BAD_LINK",
    "LINK_REFUSED",
    "LINK_FAILED",
    "PRODUCT_DELETED",
    "BAD_FILE_NAME",
  ]),
  message: z.string(),
});
export type ImportRowError = z.infer<typeof importErrorSchema>;
export type ImportErrorCode = ImportRowError["code"];

/** Errors listed in an answer. `errorCount` counts all, and the CSV at `failedRowsUrl` has every row. */
export const MAX_IMPORT_ERRORS_SHOWN = 1_000;

const importCounts = {
  productsCreated: z.number().int(),
  productsUpdated: z.number().int(),
  imagesAdded: z.number().int(),
  imagesUnchanged: z.number().int(),
  errors: z.array(importErrorSchema),
  errorCount: z.number().int(),
  /** The failed rows with their reasons, as a CSV to correct and import again; null while there is none. */
  failedRowsUrl: z.string().nullable(),
};

export const importResultSchema = z.object({ importId: z.string(), ...importCounts });
export type ImportResult = z.infer<typeof importResultSchema>;

export const importAcceptedSchema = z.object({ importId: z.string() });

export const importStatusSchema = z.enum(["DRAFT", "QUEUED", "PROCESSING", "COMPLETED", "FAILED", "CANCELLED"]);
export type ImportStatus = z.infer<typeof importStatusSchema>;

/** `rowsTotal` is 0 until the rows are counted. `imagesPending`: links still to fetch. */
export const importSchema = z.object({
  id: z.string(),
  status: importStatusSchema,
  fileName: z.string(),
  bytes: z.number(),
  rowsDone: z.number().int(),
  rowsTotal: z.number().int(),
  imagesPending: z.number().int(),
  ...importCounts,
  /** Why it failed. */
  message: z.string().nullable(),
  /** Null without accounts, and of older imports. */
  createdBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  startedAt: z.iso.datetime().nullable(),
  finishedAt: z.iso.datetime().nullable(),
});
export type Import = z.infer<typeof importSchema>;

/** Starts or previews an import with a corrected mapping and encoding. */
export const importCorrectionsSchema = z.object({
  columns: columnsSchema.optional(),
  encoding: encodingSchema.optional(),
});
export type Corrections = z.infer<typeof importCorrectionsSchema>;

/** Changes nothing. */
export const importPreviewSchema = z.object({
  /** The columns with their first cells; empty for a zip of files named by variant. */
  columns: z.array(
    z.object({
      name: z.string(),
      mapping: columnSchema,
      samples: z.array(z.string()),
      /** Do its first cells hold links? */
      holdsLinks: z.boolean(),
    }),
  ),
  /** The tool that exported the file, e.g. "Shopify product export"; null if unknown. */
  format: z.string().nullable(),
  /** Null for a zip of photos. */
  encoding: encodingSchema.nullable(),
  /** The row with the column names. */
  headerRow: z.number().int().nullable(),
  rows: z.number().int(),
  /** Products that the rows belong to, existing ones included. */
  products: z.number().int(),
  /** How many of them are new. */
  newProducts: z.number().int(),
  variants: z.array(z.object({ variant: z.string(), count: z.number().int() })),
  links: z.number().int(),
  errors: z.array(importErrorSchema),
  errorCount: z.number().int(),
  /** False if the file is so long that only its first rows were read. */
  complete: z.boolean(),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;
