"use client";

import { useRouter } from "next/navigation";
import { ProductForm } from "#components/products/edit/product-form.tsx";
import { shortTitle } from "#components/products/messages.ts";
import { toast } from "#components/ui/toast.ts";
import type { Product } from "#lib/schemas/product.ts";

export function NewProduct() {
  const router = useRouter();
  function show({ id, title }: Product) {
    toast.success(`“${shortTitle(title)}” created. Add its photos.`);
    router.push(`/products/${id}`);
  }
  return (
    <div className="max-w-2xl rounded-lg border bg-surface p-4">
      <ProductForm product={null} onSaved={show} onCancel={() => router.push("/dashboard")} />
    </div>
  );
}
