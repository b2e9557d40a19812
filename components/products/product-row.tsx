import { AddAsin } from "#components/products/edit/add-asin.tsx";
import { ProductCheckbox } from "#components/products/product-checkbox.tsx";
import { VariantChips } from "#components/products/variant-chips.tsx";
import { cn } from "#components/ui/class-names.ts";
import { count } from "#components/ui/count.ts";
import { Link } from "#components/ui/link.tsx";
import { Picture } from "#components/ui/picture.tsx";
import { Ago } from "#components/ui/time.tsx";
import type { ProductSummary } from "#lib/schemas/product.ts";

const dash = (
  <span className="text-muted">
    <span aria-hidden>–</span>
    <span className="sr-only">none</span>
  </span>
);

const linkId = (id: string) => `product-${id}`;

function NarrowFacts({ product }: { product: ProductSummary }) {
  const { asin, sku, variants, generatedImageCount } = product;
  return (
    <div className="mt-1 space-y-1 md:hidden">
      <p className="truncate text-muted text-xs">
        {[asin, generatedImageCount > 0 && `${count(generatedImageCount)} made`, sku].filter(Boolean).join(" · ")}
      </p>
      <VariantChips variants={variants} />
      {!asin && <AddAsin product={product} focusAfter={linkId(product.id)} />}
    </div>
  );
}

export function ProductRow({ product }: { product: ProductSummary }) {
  const { id, title, asin, sku, variants, generatedImageCount, lastGeneratedAt, createdAt, thumbnailUrl } = product;
  return (
    <tr className="border-t align-top transition-colors first:border-t-0 hover:bg-hover has-checked:bg-accent-soft md:align-middle">
      <td className="py-2 pl-3">
        <ProductCheckbox product={product} />
      </td>
      <td className="px-2 py-2">
        <Picture src={thumbnailUrl} alt="" width={40} className="w-10" />
      </td>
      <td className="min-w-0 py-2 pr-3">
        <Link
          id={linkId(id)}
          href={`/products/${id}`}
          title={title}
          className="block truncate rounded leading-6 font-medium hover:underline"
        >
          {title}
        </Link>
        <NarrowFacts product={product} />
      </td>
      <td className={cn("hidden py-2 pr-3 font-mono text-xs md:table-cell", asin && "truncate")}>
        {asin ?? <AddAsin product={product} focusAfter={linkId(id)} />}
      </td>
      <td className="hidden truncate py-2 pr-3 font-mono text-xs xl:table-cell" title={sku ?? undefined}>
        {sku ?? dash}
      </td>
      <td className="hidden py-2 pr-3 md:table-cell">
        <VariantChips variants={variants} />
      </td>
      <td className="hidden py-2 pr-3 md:table-cell">
        {generatedImageCount > 0 ? (
          <Link href={`/products/${id}`} className="inline-flex min-h-6 items-center rounded hover:underline">
            {count(generatedImageCount)} made
          </Link>
        ) : (
          dash
        )}
      </td>
      <td className="hidden truncate py-2 pr-3 text-muted lg:table-cell">
        {lastGeneratedAt ? <Ago value={lastGeneratedAt} /> : dash}
      </td>
      <td className="hidden truncate py-2 pr-3 text-muted lg:table-cell">
        <Ago value={createdAt} />
      </td>
    </tr>
  );
}
