import { placeholdersOf } from "#lib/schemas/placeholder.ts";
import { PRODUCT_VARIABLES } from "#lib/schemas/template.ts";

const PRODUCT_NAMES: readonly string[] = PRODUCT_VARIABLES;

/** The names in a text that neither the product nor one of the template's own variables fills. */
export function unknownNames(text: string, ownNames: readonly string[]): string[] {
  return placeholdersOf(text).filter((name) => !PRODUCT_NAMES.includes(name) && !ownNames.includes(name));
}
