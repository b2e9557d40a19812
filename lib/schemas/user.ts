import { z } from "zod";

/** From the least to the most. */
export const roleSchema = z.enum(["VIEWER", "REVIEWER", "EDITOR", "ADMIN"]);

export type Role = z.infer<typeof roleSchema>;
