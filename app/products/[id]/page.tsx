import { ImagePlus, Sparkles, Upload } from "lucide-react";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ProductGallery } from "#components/products/product-gallery.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { findProduct } from "#lib/db/products.ts";
import type { Product } from "#lib/schemas/product.ts";

export const dynamic = "force-dynamic";

const readProduct = cache(findProduct);

export async function generateMetadata({ params }: PageProps<"/products/[id]">): Promise<Metadata> {
  const product = await readProduct((await params).id);
  return { title: product?.title ?? "Not found" };
}

function Identity({ asin, sku, category }: Product) {
  const facts = [asin && `ASIN ${asin}`, sku && `SKU ${sku}`, category].filter(Boolean);
  return <p className="break-words">{facts.join(" · ")}</p>;
}

export default async function ProductPage({ params }: PageProps<"/products/[id]">) {
  const product = await readProduct((await params).id);
  if (!product) notFound();
  const empty = product.sourceImages.length + product.generatedImages.length === 0;
  return (
    <>
      <PageHeader
        title={product.title}
        description={<Identity {...product} />}
        back={{ href: "/dashboard", label: "Dashboard" }}
        actions={
          <ButtonLink href={`/bulk-generate?product=${encodeURIComponent(product.id)}`}>
            <Sparkles className="size-4" aria-hidden />
            Generate more
          </ButtonLink>
        }
      />
      {empty ? (
        <div className="rounded-lg border bg-surface">
          <EmptyState
            icon={<ImagePlus className="size-6" aria-hidden />}
            title="No photos of this product yet"
            text={`Import a zip with a photo named ${product.asin ?? "its ASIN"}.MAIN.jpg to begin.`}
            action={
              <ButtonLink href="/import" variant="primary">
                <Upload className="size-4" aria-hidden />
                Import photos
              </ButtonLink>
            }
          />
        </div>
      ) : (
        <ProductGallery initial={product} />
      )}
    </>
  );
}
