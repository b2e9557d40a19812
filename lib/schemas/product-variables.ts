import type { TemplateVariable } from "./template.ts";

/** Available in every prompt. */
export const PRODUCT_VARIABLES = ["product_title", "asin", "sku", "category", "variant"] as const;
export type ProductVariable = (typeof PRODUCT_VARIABLES)[number];

export const isProductVariable = (name: string): name is ProductVariable =>
  (PRODUCT_VARIABLES as readonly string[]).includes(name);

export function productField(variable: TemplateVariable): ProductVariable | null {
  const field = variable.defaultValue || variable.name;
  return variable.type === "product" && isProductVariable(field) ? field : null;
}
