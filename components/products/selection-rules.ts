import { FILTERS, type ShownProduct } from "#components/products/filters.tsx";
import { MAX_PRODUCT_IDS } from "#lib/schemas/limits.ts";
import type { ProductFilter } from "#lib/schemas/product.ts";
import { FILTER_NAMES, type FilterName, filterValue } from "#lib/schemas/product-filter.ts";
import { isObject, isTextList } from "#lib/schemas/url-values.ts";

/** `total`: how many products matched when last counted. */
export type Selection = { kind: "picked"; ids: ReadonlySet<string> } | MatchingSelection;
export type MatchingSelection = {
  kind: "matching";
  filter: ProductFilter;
  total: number;
  except: ReadonlySet<string>;
};

export const NOTHING: Selection = { kind: "picked", ids: new Set() };

/** A filter that is off may be missing or empty. */
export function sameFilter(a: ProductFilter, b: ProductFilter): boolean {
  return FILTER_NAMES.every((name) => filterValue(a, name) === filterValue(b, name));
}

function matchesOne<Name extends FilterName>(
  name: Name,
  filter: ProductFilter,
  product: ShownProduct,
  shown: ProductFilter,
): boolean {
  const value = filterValue(filter, name);
  return value === null || FILTERS[name].matches(value, product, shown);
}

/** `shown`: the filter of the list that contains the row. */
export function matches(filter: ProductFilter, product: ShownProduct, shown: ProductFilter): boolean {
  return FILTER_NAMES.every((name) => matchesOne(name, filter, product, shown));
}

export function countSelected(selection: Selection): number {
  if (selection.kind === "picked") return selection.ids.size;
  return Math.max(0, selection.total - selection.except.size);
}

/** False for a row that does not match the filter of the current selection. */
export function canPick(selection: Selection, product: ShownProduct, shown: ProductFilter): boolean {
  return selection.kind === "picked" || matches(selection.filter, product, shown);
}

export function isSelected(selection: Selection, product: ShownProduct, shown: ProductFilter): boolean {
  if (selection.kind === "picked") return selection.ids.has(product.id);
  return !selection.except.has(product.id) && matches(selection.filter, product, shown);
}

export function selectMatching(
  filter: ProductFilter,
  total: number,
  except: ReadonlySet<string> = new Set(),
): Selection {
  return total > except.size ? { kind: "matching", filter, total, except } : NOTHING;
}

/** If all matches are selected, this only changes the exceptions. */
export function withIds(selection: Selection, ids: readonly string[], on: boolean): Selection {
  const { kind } = selection;
  const before = kind === "picked" ? selection.ids : selection.except;
  const isAdded = on === (kind === "picked");
  const after = isAdded ? before.union(new Set(ids)) : before.difference(new Set(ids));
  return kind === "picked" ? { kind, ids: after } : selectMatching(selection.filter, selection.total, after);
}

export function withProducts(
  selection: Selection,
  products: readonly ShownProduct[],
  shown: ProductFilter,
  on: boolean,
): Selection {
  const within = products.filter((product) => canPick(selection, product, shown));
  return withIds(
    selection,
    within.map(({ id }) => id),
    on,
  );
}

export type SelectionBody = { productIds: string[] } | { selection: ProductFilter & { exceptProductIds: string[] } };

export function bodyOf(selection: Selection): SelectionBody {
  if (selection.kind === "picked") return { productIds: [...selection.ids] };
  return { selection: { ...selection.filter, exceptProductIds: [...selection.except] } };
}

/** Null if one request can name the selection. */
export function tooMany(selection: Selection): string | null {
  const most = MAX_PRODUCT_IDS.toLocaleString("en");
  if (selection.kind === "picked")
    return selection.ids.size > MAX_PRODUCT_IDS
      ? `You can pick at most ${most} products. Select all that match a filter instead.`
      : null;
  return selection.except.size > MAX_PRODUCT_IDS
    ? `You can exclude at most ${most} products one by one. Narrow the filter instead.`
    : null;
}

export function toText(selection: Selection): string {
  if (selection.kind === "picked") return JSON.stringify({ ids: [...selection.ids] });
  const { filter, total, except } = selection;
  return JSON.stringify({ filter, total, except: [...except] });
}

/** Strict: with an unknown filter ignored, all products would stay selected. */
function isFilter(value: unknown): value is ProductFilter {
  const isValid = ([name, filter]: [string, unknown]) =>
    name === "hasGenerated"
      ? typeof filter === "boolean"
      : (FILTER_NAMES as readonly string[]).includes(name) && typeof filter === "string";
  return isObject(value) && Object.entries(value).every(isValid);
}

/** Empty if the text is not a valid selection. */
export function fromText(text: string): Selection {
  try {
    const stored: unknown = JSON.parse(text);
    if (!isObject(stored)) return NOTHING;
    const { ids, filter, total, except } = stored;
    if (isTextList(ids)) return { kind: "picked", ids: new Set(ids) };
    const isValid = isFilter(filter) && Number.isInteger(total) && Number(total) > 0 && isTextList(except);
    return isValid ? selectMatching(filter, Number(total), new Set(except)) : NOTHING;
  } catch {
    return NOTHING;
  }
}
