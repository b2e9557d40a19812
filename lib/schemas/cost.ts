import { z } from "zod";
import { dateSchema } from "./product.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
export const MAX_COST_DAYS = 366;
/** Groups of one answer. */
export const MAX_COST_ROWS = 1_000;

/** The days of UTC from `from` to `to`, both included: by default the 30 days up to `to`, which is today by default. */
export function costDays(
  query: { from?: string | undefined; to?: string | undefined },
  now: Date,
): { from: string; to: string } {
  const to = query.to ?? now.toISOString().slice(0, 10);
  const first = new Date(Math.max(Date.parse(to) - (DEFAULT_DAYS - 1) * DAY_MS, Date.parse("0001-01-01")));
  return { from: query.from ?? first.toISOString().slice(0, 10), to };
}

export const costsQuerySchema = z
  .object({
    from: dateSchema.optional(),
    to: dateSchema.optional(),
    groupBy: z.enum(["day", "job", "model"], "Use day, job or model.").default("day"),
  })
  .superRefine((query, context) => {
    if (context.issues.length > 0) return;
    const { from, to } = costDays(query, new Date());
    const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
    const issue = (message: string) => context.addIssue({ code: "custom", path: ["to"], message });
    if (days < 1) issue("The day in to must not be before the day in from.");
    if (days > MAX_COST_DAYS) issue(`Ask for at most ${MAX_COST_DAYS} days.`);
  });
export type CostsQuery = z.infer<typeof costsQuerySchema>;

const usd = z.number().nonnegative();
const costFields = {
  /** Calls that brought an image. */
  images: z.number().int(),
  settledUsd: usd,
  /** Of calls that were cut off, at the upper end of their estimates. */
  maybeUsd: usd,
};

export const costsSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  /** Nothing was billed: the costs are of pretended prices. */
  demo: z.boolean(),
  rows: z.array(
    z.object({
      /** The day, the id of the job or the model; null for images without a job. */
      key: z.string().nullable(),
      ...costFields,
    }),
  ),
  /** Of all rows, those that are not listed included. */
  total: z.object(costFields),
});
export type Costs = z.infer<typeof costsSchema>;
