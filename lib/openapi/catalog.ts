import { z } from "zod";
import type { Operations, Route } from "#lib/openapi/operation.ts";
import { selectionRequestSchema } from "#lib/schemas/bulk-generate.ts";
import {
  deletedPhotosSchema,
  restoreDeletedRequestSchema,
  restoreDeletedResponseSchema,
} from "#lib/schemas/deletion.ts";
import {
  imageTypeInputSchema,
  imageTypePatchSchema,
  imageTypeSchema,
  imageTypesSchema,
} from "#lib/schemas/image-type.ts";
import {
  importAcceptedSchema,
  importCorrectionsSchema,
  importFieldsSchema,
  importPreviewSchema,
  importResultSchema,
  importSchema,
} from "#lib/schemas/import.ts";
import {
  lookInputSchema,
  lookPatchSchema,
  lookPictureAnswerSchema,
  lookSchema,
  looksSchema,
} from "#lib/schemas/look.ts";
import { productFilterSchema, productSchema, productsQuerySchema, productsSchema } from "#lib/schemas/product.ts";
import {
  moveImagesSchema,
  movePhotosSchema,
  newProductSchema,
  photoFieldsSchema,
  productChangeSchema,
  sourceImageAnswerSchema,
} from "#lib/schemas/product-edit.ts";
import { shotListInputSchema, shotListPatchSchema, shotListSchema, shotListsSchema } from "#lib/schemas/shot-list.ts";
import { templateInputSchema, templatePatchSchema, templateSchema, templatesSchema } from "#lib/schemas/template.ts";
import { variantsSummarySchema } from "#lib/schemas/variant.ts";

const file = z.file();

export const catalogRoutes = {
  "/api/products": {
    GET: { summary: "List products", query: productsQuerySchema, answers: { 200: productsSchema } },
    POST: { summary: "Create a product", body: newProductSchema, answers: { 201: productSchema } },
  },
  "/api/products/[id]": {
    GET: { summary: "Get a product with its photos and images", answers: { 200: productSchema } },
    PATCH: { summary: "Change a product", body: productChangeSchema, answers: { 200: productSchema } },
    DELETE: { summary: "Delete a product with its photos and images", answers: { 204: null } },
  },
  "/api/products/[id]/source-images": {
    POST: {
      summary: "Add a photo; 200 if the same picture is there already",
      form: photoFieldsSchema.extend({ file }),
      answers: { 200: sourceImageAnswerSchema, 201: sourceImageAnswerSchema },
    },
    PATCH: { summary: "Move photos to other variants", body: movePhotosSchema, answers: { 200: productSchema } },
  },
  "/api/products/[id]/deleted-photos": {
    GET: { summary: "List photos that were deleted or replaced", answers: { 200: deletedPhotosSchema } },
  },
  "/api/products/[id]/images": {
    PATCH: {
      summary: "Move current images to other variants",
      body: moveImagesSchema,
      answers: { 200: productSchema },
    },
  },
  "/api/products/import": {
    POST: {
      summary: "Import a zip or a sheet; 202 if it is read in the background or waits as a draft",
      form: importFieldsSchema.extend({ file }),
      answers: { 200: importResultSchema, 202: importAcceptedSchema },
    },
  },
  "/api/products/variants-summary": {
    GET: {
      summary: "Count products by variant",
      query: productFilterSchema,
      answers: { 200: variantsSummarySchema },
    },
    POST: {
      summary: "Count selected products by variant",
      body: selectionRequestSchema,
      answers: { 200: variantsSummarySchema },
    },
  },
  "/api/source-images/[id]": {
    PUT: { summary: "Replace a photo", form: z.object({ file }), answers: { 200: sourceImageAnswerSchema } },
    DELETE: { summary: "Delete a photo", answers: { 204: null } },
  },
  "/api/imports/[id]": { GET: { summary: "Get an import", answers: { 200: importSchema } } },
  "/api/imports/[id]/preview": {
    POST: {
      summary: "Preview an import",
      body: importCorrectionsSchema,
      answers: { 200: importPreviewSchema },
    },
  },
  "/api/imports/[id]/start": {
    POST: { summary: "Start an import", body: importCorrectionsSchema, answers: { 200: importSchema } },
  },
  "/api/imports/[id]/cancel": { POST: { summary: "Cancel an import", answers: { 200: importSchema } } },
  "/api/imports/[id]/failed-rows.csv": {
    GET: { summary: "Download the failed rows of an import", answers: { 200: "text/csv" } },
  },
  "/api/restore": {
    POST: {
      summary: "Restore a deleted object",
      body: restoreDeletedRequestSchema,
      answers: { 200: restoreDeletedResponseSchema },
    },
  },
  "/api/templates": {
    GET: { summary: "List templates", answers: { 200: templatesSchema } },
    POST: { summary: "Create a template", body: templateInputSchema, answers: { 201: templateSchema } },
  },
  "/api/templates/[id]": {
    GET: { summary: "Get a template", answers: { 200: templateSchema } },
    PATCH: { summary: "Change a template", body: templatePatchSchema, answers: { 200: templateSchema } },
    DELETE: { summary: "Delete a template", answers: { 204: null } },
  },
  "/api/shot-lists": {
    GET: { summary: "List shot lists", answers: { 200: shotListsSchema } },
    POST: { summary: "Create a shot list", body: shotListInputSchema, answers: { 201: shotListSchema } },
  },
  "/api/shot-lists/[id]": {
    GET: { summary: "Get a shot list", answers: { 200: shotListSchema } },
    PATCH: { summary: "Change a shot list", body: shotListPatchSchema, answers: { 200: shotListSchema } },
    DELETE: { summary: "Delete a shot list", answers: { 204: null } },
  },
  "/api/looks": {
    GET: { summary: "List looks", answers: { 200: looksSchema } },
    POST: { summary: "Create a look", body: lookInputSchema, answers: { 201: lookSchema } },
  },
  "/api/looks/[id]": {
    GET: { summary: "Get a look", answers: { 200: lookSchema } },
    PATCH: {
      summary: "Change a look, or the order of its pictures",
      body: lookPatchSchema,
      answers: { 200: lookSchema },
    },
    DELETE: { summary: "Delete a look with its pictures", answers: { 204: null } },
  },
  "/api/looks/[id]/pictures": {
    POST: {
      summary: "Add a picture to a look; 200 if it is there already",
      form: z.object({ file }),
      answers: { 200: lookPictureAnswerSchema, 201: lookPictureAnswerSchema },
    },
  },
  "/api/looks/[id]/pictures/[pictureId]": {
    DELETE: { summary: "Delete a picture of a look", answers: { 204: null } },
  },
  "/api/image-types": {
    GET: { summary: "List image types", answers: { 200: imageTypesSchema } },
    POST: { summary: "Create an image type", body: imageTypeInputSchema, answers: { 201: imageTypeSchema } },
  },
  "/api/image-types/[id]": {
    GET: { summary: "Get an image type", answers: { 200: imageTypeSchema } },
    PATCH: { summary: "Change an image type", body: imageTypePatchSchema, answers: { 200: imageTypeSchema } },
    DELETE: { summary: "Delete an image type", answers: { 204: null } },
  },
} satisfies Partial<Record<Route, Operations>>;
