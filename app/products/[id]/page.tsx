import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { PageHeader } from "#components/layout/page-header.tsx";
import { DeletedPhotos } from "#components/products/edit/deleted-photos.tsx";
import { ProductActions } from "#components/products/edit/product-actions.tsx";
import { ProductFacts } from "#components/products/edit/product-facts.tsx";
import { ProductPhotos } from "#components/products/edit/product-photos.tsx";
import { page } from "#lib/auth/page.ts";
import { can } from "#lib/auth/permissions.ts";
import { listDeletedPhotos } from "#lib/db/products/deleted-photos.ts";
import { findProduct } from "#lib/db/products/read.ts";

export const dynamic = "force-dynamic";

const readProduct = cache(findProduct);

export const generateMetadata = page("read", async ({ params }: PageProps<"/products/[id]">): Promise<Metadata> => {
  const product = await readProduct((await params).id);
  return { title: product?.title ?? "Not found" };
});

export default page("read", async function ProductPage({ params }: PageProps<"/products/[id]">, user) {
  const product = await readProduct((await params).id);
  if (!product) notFound();
  const deleted = can(user, "delete") ? await listDeletedPhotos(product.id) : null;
  return (
    <>
      <PageHeader
        title={product.title}
        description={<ProductFacts product={product} />}
        back={{ href: "/dashboard", label: "Dashboard" }}
        actions={<ProductActions initial={product} />}
      />
      <div className="space-y-6">
        <ProductPhotos initial={product} />
        <DeletedPhotos initial={deleted} productId={product.id} />
      </div>
    </>
  );
});
