import type { ProductIdentity } from "#lib/db/products/import.ts";
import { type ImportRow, RowError } from "#lib/import/row.ts";

/** What an import did to a product so far; null if nothing. A product met before only gets its gaps filled. */
export type Effect = "created" | "updated" | "met";

type Identity = Omit<ProductIdentity, "id">;

export type PlannedProduct = {
  id: string | null;
  facts: Identity;
  before: Effect | null;
  effect: Effect;
  changed: boolean;
};

export type BatchPlan = { products: PlannedProduct[]; places: (PlannedProduct | RowError)[] };

const NAMES = ["title", "category", "sku", "asin"] as const;

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

  /** By ASIN, else by SKU; null if new. Throws `RowError` if the two disagree. */
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

export class Plan {
  readonly #directory = new Directory();
  readonly #met = new Set<PlannedProduct>();

  get products(): readonly PlannedProduct[] {
    return this.#directory.products;
  }

  /** `effect`: what the import did to them so far. */
  know(products: (ProductIdentity & { effect: Effect | null })[]): void {
    for (const { id, effect, ...facts } of products)
      this.#directory.add({ id, facts, before: effect, effect: effect ?? "met", changed: false });
  }

  /** Throws `RowError` if the row fails. */
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
 * Processes rows in order. The first row of a product decides its facts, later rows fill gaps. `known`: all products
 * that a row's ASIN or SKU names.
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
