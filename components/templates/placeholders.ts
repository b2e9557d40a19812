import { placeholdersOf } from "#lib/schemas/placeholders.ts";
import { PRODUCT_VARIABLES } from "#lib/schemas/product-variables.ts";

const PRODUCT_NAMES: readonly string[] = PRODUCT_VARIABLES;

export function unknownNames(text: string, ownNames: readonly string[]): string[] {
  return placeholdersOf(text).filter((name) => !PRODUCT_NAMES.includes(name) && !ownNames.includes(name));
}
