import type { Preview } from "#components/bulk-generate/use-preview.ts";
import { AddAsin } from "#components/products/edit/add-asin.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";

const SHOWN = 5;
const NOTICE = "empty-variables";
const NAMES = { asin: "ASIN", sku: "SKU", category: "category" } as const;

type MissingValues = Preview["missingValues"][number];

function ProductWithMissingValues({ product: { productId, title, missing } }: { product: MissingValues }) {
  return (
    <li className="flex min-h-7 flex-wrap items-center gap-x-2 gap-y-1">
      <Link href={`/products/${productId}`} title={title} className="link min-w-0 truncate">
        {title}
      </Link>
      <span className="shrink-0">has no {missing.map((field) => NAMES[field]).join(", no ")}</span>
      {missing.includes("asin") && <AddAsin product={{ id: productId, title }} focusAfter={NOTICE} />}
    </li>
  );
}

export function EmptyVariables({ emptyVariables, missingValues }: Pick<Preview, "emptyVariables" | "missingValues">) {
  return (
    <Notice>
      <p id={NOTICE} tabIndex={-1}>
        Some products have no value for: <code>{emptyVariables.map((name) => `{{${name}}}`).join(", ")}</code>
      </p>
      {missingValues.length > 0 && (
        <ul aria-label="Products with a missing value" className="mt-1">
          {missingValues.slice(0, SHOWN).map((product) => (
            <ProductWithMissingValues key={product.productId} product={product} />
          ))}
          {missingValues.length > SHOWN && <li>and others</li>}
        </ul>
      )}
    </Notice>
  );
}
