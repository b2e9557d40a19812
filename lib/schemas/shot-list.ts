import { z } from "zod";
import { shotSchema, shotsSchema } from "./shot.ts";
import { nameSchema, text } from "./text.ts";

const fields = { name: nameSchema, description: text(1_000), shots: shotsSchema };

export const shotListInputSchema = z.object({ ...fields, description: fields.description.default("") });
export type ShotListInput = z.infer<typeof shotListInputSchema>;

export const shotListPatchSchema = z.object(fields).partial();
export type ShotListPatch = z.infer<typeof shotListPatchSchema>;

export const shotListSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string(),
  shots: z.array(shotSchema),
});
export type ShotList = z.infer<typeof shotListSchema>;

export const shotListsSchema = z.object({ shotLists: z.array(shotListSchema) });
