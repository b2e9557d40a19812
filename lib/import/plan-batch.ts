import type { ProductIdentity } from "#lib/db/products/import.ts";
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
  match({ asin, sku, fromName }: ImportRow): PlannedProduct | null {
    const byAsin = asin === null ? undefined : this.#byAsin.get(asin);
    const bySku = sku === null ? undefined : this.#bySku.get(sku);
    const product = byAsin ?? bySku;
    if (!product) return null;
    if (fromName) return product;
    const two = byAsin !== undefined && bySku !== undefined && byAsin !== bySku;
    const otherAsin = asin !== null && product.facts.asin !== null && product.facts.asin !== asin;
    if (two || otherAsin)
      throw new RowError("IDENTIFIER_CONFLICT", `SKU ${sku} and ASIN ${asin} belong to different products.`);
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
  if (row.fromName) return {};
  const keep = !isFirst || before !== null || effect === "created";
  const given = NAMES.filter((name) => {
    const value = row[name];
    return value !== null && value !== facts[name] && !(keep && facts[name] !== null);
  });
  return Object.fromEntries(given.map((name) => [name, row[name]]));
}

function create(row: ImportRow): PlannedProduct {
  const { asin, sku, category, titleIfNew: title, fromName } = row;
  if (fromName?.orElse) throw fromName.orElse;
  if (title === null) throw new RowError("NO_TITLE", "A new product without an ASIN needs a title.");
  return {
    id: null,
    facts: { asin, sku: fromName ? null : sku, title, category },
    before: null,
    effect: "created",
    changed: false,
  };
}

/** What rows do, one after the other, to the products that are known and those that they create. */
export class Plan {
  readonly #directory = new Directory();
  readonly #met = new Set<PlannedProduct>();

  get products(): readonly PlannedProduct[] {
    return this.#directory.products;
  }

  /** Adds products of the catalogue, with what the import did to them so far. */
  know(products: (ProductIdentity & { effect: Effect | null })[]): void {
    for (const { id, effect, ...facts } of products)
      this.#directory.add({ id, facts, before: effect, effect: effect ?? "met", changed: false });
  }

  /** The product a row leads to, known or created by it, with what the row changes. Throws `RowError` where it can't go in. */
  place(row: ImportRow): PlannedProduct {
    const product = this.#directory.match(row);
    if (!product) {
      const created = create(row);
      this.#directory.add(created);
      return created;
    }
    const facts = changes(row, product, !this.#met.has(product));
    this.#met.add(product);
    if (Object.keys(facts).length > 0) {
      this.#directory.change(product, facts);
      product.changed = true;
      if (product.effect === "met") product.effect = "updated";
    }
    return product;
  }
}

/**
 * Decides what a batch of rows does, one after the other: which products they mean, which are new, what changes. The first
 * row of a product in an import decides its facts, later ones fill gaps. `known` are all products that a row's ASIN or SKU names.
 */
export function planBatch(
  rows: readonly ImportRow[],
  known: (ProductIdentity & { effect: Effect | null })[],
): BatchPlan {
  const plan = new Plan();
  plan.know(known);
  const places = rows.map((row) => {
    try {
      return plan.place(row);
    } catch (error) {
      if (error instanceof RowError) return error;
      throw error;
    }
  });
  const used = new Set(places.filter((placed) => !(placed instanceof RowError)));
  return { products: plan.products.filter((product) => used.has(product)), places };
}
