import type { ProductIdentity } from "#lib/db/catalog.ts";
import { type ImportRow, RowError } from "#lib/import/row.ts";

/** What an import did to a product so far; null where it has not met it. A product met before only has its gaps filled. */
export type Effect = "created" | "updated" | "met";

type Identity = Omit<ProductIdentity, "id">;

/** A product of a batch: there already (with its id) or to be created, with what is to be written. */
export type PlannedProduct = {
  id: string | null;
  facts: Identity;
  before: Effect | null;
  effect: Effect;
  changed: boolean;
};

/** Where each row leads: a product, or why not. */
export type BatchPlan = { products: PlannedProduct[]; places: (PlannedProduct | RowError)[] };

const NAMES = ["title", "category", "sku", "asin"] as const;

/** The products of a batch by what names them. */
class Directory {
  readonly products: PlannedProduct[] = [];
  readonly #byAsin = new Map<string, PlannedProduct>();
  readonly #bySku = new Map<string, PlannedProduct>();

  add(product: PlannedProduct): void {
    this.products.push(product);
    this.#index(product);
  }

  change(product: PlannedProduct, facts: Partial<Identity>): void {
    const { asin, sku } = product.facts;
    if (asin !== null) this.#byAsin.delete(asin);
    if (sku !== null) this.#bySku.delete(sku);
    Object.assign(product.facts, facts);
    this.#index(product);
  }

  /** The product a row means, by ASIN, else by SKU; null where it is new. Throws `RowError` where the two disagree. */
  match({ asin, sku }: ImportRow): PlannedProduct | null {
    const byAsin = asin === null ? undefined : this.#byAsin.get(asin);
    const bySku = sku === null ? undefined : this.#bySku.get(sku);
    const product = byAsin ?? bySku;
    if (!product) return null;
    const two = byAsin !== undefined && bySku !== undefined && byAsin !== bySku;
    const otherAsin = asin !== null && product.facts.asin !== null && product.facts.asin !== asin;
    if (two || otherAsin)
      throw new RowError("IDENTIFIER_CONFLICT", `SKU ${sku} and ASIN ${asin} name different products.`);
    return product;
  }

  #index(product: PlannedProduct): void {
    const { asin, sku } = product.facts;
    if (asin !== null) this.#byAsin.set(asin, product);
    if (sku !== null) this.#bySku.set(sku, product);
  }
}

/** What the row says that the product does not. */
function changes(row: ImportRow, { facts, effect, before }: PlannedProduct, isFirst: boolean): Partial<Identity> {
  const keep = !isFirst || before !== null || effect === "created";
  const given = NAMES.filter((name) => {
    const value = row[name];
    return value !== null && value !== facts[name] && !(keep && facts[name] !== null);
  });
  return Object.fromEntries(given.map((name) => [name, row[name]]));
}

function place(row: ImportRow, directory: Directory, met: Set<PlannedProduct>): PlannedProduct {
  const product = directory.match(row);
  if (!product) {
    const { asin, sku, category, titleIfNew: title } = row;
    if (title === null) throw new RowError("NO_TITLE", "A new product needs a title.");
    const created: PlannedProduct = {
      id: null,
      facts: { asin, sku, title, category },
      before: null,
      effect: "created",
      changed: false,
    };
    directory.add(created);
    return created;
  }
  const facts = changes(row, product, !met.has(product));
  met.add(product);
  if (Object.keys(facts).length > 0) {
    directory.change(product, facts);
    product.changed = true;
    if (product.effect === "met") product.effect = "updated";
  }
  return product;
}

/**
 * Decides what a batch of rows does, one after the other: which products they mean, which are new, what changes. The first
 * row of a product in an import decides its facts, later ones fill gaps. `known` are all products that a row's ASIN or SKU names.
 */
export function planBatch(
  rows: readonly ImportRow[],
  known: (ProductIdentity & { effect: Effect | null })[],
): BatchPlan {
  const directory = new Directory();
  for (const { id, effect, ...facts } of known)
    directory.add({ id, facts, before: effect, effect: effect ?? "met", changed: false });
  const met = new Set<PlannedProduct>();
  const places = rows.map((row) => {
    try {
      return place(row, directory, met);
    } catch (error) {
      if (error instanceof RowError) return error;
      throw error;
    }
  });
  const used = new Set(places.filter((placed) => !(placed instanceof RowError)));
  return { products: directory.products.filter((product) => used.has(product)), places };
}
