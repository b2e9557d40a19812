import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { PageHeader } from "#components/layout/page-header.tsx";
import { ProductActions } from "#components/products/edit/product-actions.tsx";
import { ProductFacts } from "#components/products/edit/product-facts.tsx";
import { ProductPhotos } from "#components/products/edit/product-photos.tsx";
import { page } from "#lib/auth/page.ts";
import { findProduct } from "#lib/db/products/read.ts";

export const dynamic = "force-dynamic";

const readProduct = cache(findProduct);

export const generateMetadata = page("read", async ({ params }: PageProps<"/products/[id]">): Promise<Metadata> => {
  const product = await readProduct((await params).id);
  return { title: product?.title ?? "Not found" };
});

export default page("read", async function ProductPage({ params }: PageProps<"/products/[id]">) {
  const product = await readProduct((await params).id);
  if (!product) notFound();
  return (
    <>
      <PageHeader
        title={product.title}
        description={<ProductFacts product={product} />}
        back={{ href: "/dashboard", label: "Dashboard" }}
        actions={<ProductActions initial={product} />}
      />
      <ProductPhotos initial={product} />
    </>
  );
});
