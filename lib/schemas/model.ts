import { z } from "zod";
import { IMAGE_SIZES } from "./picture-format.ts";

export const modelIdSchema = z.string().regex(/^[\w.-]{1,100}$/, "Use a model such as gemini-3-pro-image.");

const usd = z.number().nonnegative();

export const offeredModelSchema = z.object({
  id: z.string(),
  name: z.string(),
  sizes: z.array(z.string()),
  ratios: z.array(z.string()),
  /** How many pictures one call may send. */
  pictures: z.int(),
  /** What one image costs without the pictures and texts of its call, by size and service tier. Empty where no price is known. */
  priceUsd: z.partialRecord(z.enum(IMAGE_SIZES), z.record(z.string(), usd)),
  /** What a check costs about; null where no price is known. */
  checkUsd: usd.nullable(),
  /** Null where Google's list is not known. */
  offered: z.boolean().nullable(),
  /** The day (UTC) from which Google no longer offers it, where one was announced. */
  retiresAt: z.iso.date().nullable(),
  /** What Google names instead of a model that is gone. */
  replacement: z.string().nullable(),
});
export type OfferedModel = z.infer<typeof offeredModelSchema>;

export const modelsSchema = z.object({
  models: z.array(offeredModelSchema),
  /** That of new jobs which name none. */
  current: z.string(),
});
export type OfferedModels = z.infer<typeof modelsSchema>;

export const modelCheckSchema = z.object({
  model: z.string(),
  works: z.boolean(),
  /** The outcome code of a call that failed; a code other than MODEL_GONE says little about the model. */
  code: z.string().nullable(),
  message: z.string().nullable(),
  /** Null where it is not known: then the call may have been billed. */
  costUsd: usd.nullable(),
  replacement: z.string().nullable(),
});
export type ModelCheck = z.infer<typeof modelCheckSchema>;
