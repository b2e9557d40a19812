"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { type CatalogParams, catalogHref, FIRST_PAGE } from "#components/products/catalog-params.ts";
import { PageCheckbox } from "#components/products/product-checkbox.tsx";
import { ProductRow } from "#components/products/product-row.tsx";
import { cn } from "#components/ui/class-names.ts";
import { Link } from "#components/ui/link.tsx";
import type { ProductSort, ProductSummary } from "#lib/schemas/product.ts";

const FIRST_ORDER = { title: "title", asin: "asin", createdAt: "-createdAt", generated: "-generated" } as const;
const REVERSE = {
  title: "-title",
  "-title": "title",
  asin: "-asin",
  "-asin": "asin",
  createdAt: "-createdAt",
  "-createdAt": "createdAt",
  generated: "-generated",
  "-generated": "generated",
} as const;

type HeadProps = { column: ProductSort; label: string; params: CatalogParams; className: string };

function SortHead({ column, label, params, className }: HeadProps) {
  const active = params.sort.replace("-", "") === column;
  const descending = params.sort.startsWith("-");
  const sort = active ? REVERSE[params.sort] : FIRST_ORDER[column];
  const Arrow = descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={active ? (descending ? "descending" : "ascending") : undefined}
      className={cn("py-1 pr-3", className)}
    >
      <Link
        href={catalogHref({ ...params, ...FIRST_PAGE, sort })}
        scroll={false}
        className={cn(
          "inline-flex min-h-7 items-center gap-1 rounded font-medium hover:text-ink",
          active && "text-ink",
        )}
      >
        {label}
        {active && <Arrow className="size-3.5" aria-hidden />}
      </Link>
    </th>
  );
}

const plainHead = "py-1 pr-3 font-medium";

export function ProductTable({ products, params }: { products: ProductSummary[]; params: CatalogParams }) {
  return (
    <table className="w-full table-fixed">
      <caption className="sr-only">Products</caption>
      <thead className="border-b text-left text-muted text-xs">
        <tr>
          <th scope="col" className="w-10 py-1 pl-3">
            <PageCheckbox />
          </th>
          <th scope="col" className="w-14">
            <span className="sr-only">Picture</span>
          </th>
          <SortHead column="title" label="Product" params={params} className="" />
          <SortHead column="asin" label="ASIN" params={params} className="hidden w-28 md:table-cell" />
          <th scope="col" className={cn(plainHead, "hidden w-40 xl:table-cell")}>
            SKU
          </th>
          <th scope="col" className={cn(plainHead, "hidden w-44 md:table-cell xl:w-72")}>
            Variants
          </th>
          <SortHead column="generated" label="Made" params={params} className="hidden w-24 md:table-cell" />
          <th scope="col" className={cn(plainHead, "hidden w-28 lg:table-cell")}>
            Last generated
          </th>
          <SortHead column="createdAt" label="Added" params={params} className="hidden w-28 lg:table-cell" />
        </tr>
      </thead>
      <tbody>
        {products.map((product) => (
          <ProductRow key={product.id} product={product} />
        ))}
      </tbody>
    </table>
  );
}
