import { z } from "zod";

export const importErrorSchema = z.object({
  /** As a spreadsheet counts: the header is 1. Absent where the zip has no catalog.csv. */
  row: z.number().int().optional(),
  file: z.string().optional(),
  code: z.enum([
    "BAD_ASIN",
    "BAD_SKU",
    "BAD_SLOT",
    "BAD_TEXT",
    "NO_TITLE",
    "NO_IDENTIFIER",
    "IDENTIFIER_CONFLICT",
    "FILE_MISSING",
    "FILE_TOO_LARGE",
    "NOT_AN_IMAGE",
    "LINK_NOT_SUPPORTED",
    "BAD_FILE_NAME",
  ]),
  message: z.string(),
});
export type ImportRowError = z.infer<typeof importErrorSchema>;
export type ImportErrorCode = ImportRowError["code"];

export const importResultSchema = z.object({
  productsCreated: z.number().int(),
  productsUpdated: z.number().int(),
  imagesAdded: z.number().int(),
  imagesUnchanged: z.number().int(),
  errors: z.array(importErrorSchema),
});
export type ImportResult = z.infer<typeof importResultSchema>;
