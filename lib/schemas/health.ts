import { z } from "zod";

export const healthSchema = z.object({
  status: z.literal("ok"),
  database: z.enum(["embedded", "postgres"]),
  storage: z.enum(["disk", "s3"]),
  generator: z.enum(["demo", "gemini"]),
  model: z.string(),
  queue: z.object({ waiting: z.number().int(), active: z.number().int() }),
});
export type Health = z.infer<typeof healthSchema>;
