import { z } from "zod";
import { dateSchema } from "./product.ts";
import { idSchema } from "./text.ts";

const DAY_MS = 86_400_000;
const DEFAULT_DAYS = 30;
export const MAX_COST_DAYS = 366;
/** Groups of one answer. */
export const MAX_COST_ROWS = 1_000;
export const COST_GROUPS = ["day", "month", "job", "model", "image"] as const;
export type CostGroup = (typeof COST_GROUPS)[number];

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
    groupBy: z.enum(COST_GROUPS, "Use day, month, job, model or image.").default("day"),
    /** Only the calls of that job. */
    jobId: idSchema.optional(),
  })
  .superRefine(({ groupBy, jobId, ...query }, context) => {
    if (context.issues.length > 0) return;
    const { from, to } = costDays(query, new Date());
    const days = (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
    const issue = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
    if (days < 1) issue("to", "The day in to must not be before the day in from.");
    if (days > MAX_COST_DAYS) issue("to", `Ask for at most ${MAX_COST_DAYS} days.`);
    if (groupBy === "image" && jobId === undefined) issue("jobId", "Name the job whose images to list.");
  });
export type CostsQuery = z.infer<typeof costsQuerySchema>;

const usd = z.number().nonnegative();
const amountFields = {
  settledUsd: usd,
  /** Of calls that were cut off, at the upper end of their estimates. */
  maybeUsd: usd,
};
export const costAmountsSchema = z.object(amountFields);
export type CostAmounts = z.infer<typeof costAmountsSchema>;

const costFields = {
  /** Calls that brought an image. */
  images: z.number().int(),
  ...amountFields,
};

/** What all calls for one image cost. */
export const imageCostSchema = z.object({
  calls: z.number().int(),
  ...amountFields,
  /** Nothing was billed: the costs are of pretended prices. */
  demo: z.boolean(),
});
export type ImageCost = z.infer<typeof imageCostSchema>;

export const costsSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  /** Nothing was billed: the costs are of pretended prices. */
  demo: z.boolean(),
  rows: z.array(
    z.object({
      /** The day, the month, the id of the job or of the image, or the model; null for images without a job. */
      key: z.string().nullable(),
      ...costFields,
    }),
  ),
  /** Of all rows, those that are not listed included. */
  total: z.object(costFields),
});
export type Costs = z.infer<typeof costsSchema>;
