import { z } from "zod";
import type { ProductTexts } from "#lib/schemas/product.ts";
import { PRODUCT_VARIABLES, type ProductVariable } from "#lib/schemas/product-variables.ts";
import { PLACEHOLDER, placeholdersOf } from "./placeholders.ts";

export type PromptValues = Readonly<Record<string, string>>;

/** Fills `{{name}}` in one pass, so a value is never read as a placeholder or a `$&` pattern. Unknown names stay as they are. */
export function renderPrompt(template: string, values: PromptValues): string {
  return template.replace(PLACEHOLDER, (placeholder, name: string) =>
    Object.hasOwn(values, name) ? (values[name] ?? "") : placeholder,
  );
}

/** A prompt whose names are all known: `fixed` is the same for every product, `fromProduct` says which field fills a name. */
export const promptPlanSchema = z.object({
  text: z.string(),
  fixed: z.record(z.string(), z.string()),
  fromProduct: z.record(z.string(), z.enum(PRODUCT_VARIABLES)),
});
export type PromptPlan = z.infer<typeof promptPlanSchema>;

/** The product's side of a prompt. */
export type PromptSubject = ProductTexts & { variant: string };

/** What fills a prompt for one product: only the fields that it uses. */
export const productValuesSchema = z.partialRecord(z.enum(PRODUCT_VARIABLES), z.string());
export type ProductValues = z.infer<typeof productValuesSchema>;

const LINE_ENDS = /\s*[\n\v\f\r\u0085\u2028\u2029]\s*/g;

/** In one line: what came with a catalogue must not begin a paragraph of the prompt. */
function fieldOf(subject: PromptSubject, field: ProductVariable): string {
  const value = (field === "product_title" ? subject.title : subject[field]) ?? "";
  return value.replaceAll(LINE_ENDS, " ");
}

/** The values to keep with an image, so that its prompt stays what was sent when the product changes. */
export function productValues({ text, fromProduct }: PromptPlan, subject: PromptSubject): ProductValues {
  const used = placeholdersOf(text).flatMap((name) =>
    Object.hasOwn(fromProduct, name) ? (fromProduct[name] ?? []) : [],
  );
  return Object.fromEntries(used.map((field) => [field, fieldOf(subject, field)]));
}

/** The prompt as it is sent for the product with these values. */
export function fillPrompt({ text, fixed, fromProduct }: PromptPlan, values: ProductValues): string {
  const own = Object.entries(fromProduct).map(([name, field]) => [name, values[field] ?? ""]);
  return renderPrompt(text, { ...fixed, ...Object.fromEntries(own) });
}

/** Where the prompt of a task comes from: its own text, else the plan of its job's shot and the values of its product. */
export const storedPromptSchema = z.object({ prompt: z.string().nullable(), values: z.unknown(), plan: z.unknown() });

export function promptOf({ prompt, values, plan }: z.infer<typeof storedPromptSchema>): string {
  return prompt ?? fillPrompt(promptPlanSchema.parse(plan), productValuesSchema.parse(values ?? {}));
}
