"use client";

import { useRouter } from "next/navigation";
import useSWR, { useSWRConfig } from "swr";
import { type ApiError, api } from "#lib/api-client.ts";
import { type Product, productSchema } from "#lib/schemas/product.ts";

const POLL_MS = 2_000;

const isUnderWay = (product: Product | undefined) =>
  product?.generatedImages.some(({ status }) => status === "QUEUED" || status === "GENERATING") ?? false;

/** What SWR knows a product by, and where the API has it. */
export const productPath = (id: string) => `/api/products/${id}`;

/** What the keys of previews begin with: a prompt may hold what is changed here. */
export const PREVIEW_KEY = "bulk-preview";

/** A product as every part of its page sees it, asked for again while an image of it is being made. */
export function useProduct(initial: Product): Product {
  const { data = initial } = useSWR<Product, ApiError>(
    productPath(initial.id),
    (path: string) => api(path, productSchema),
    {
      fallbackData: initial,
      revalidateOnMount: true,
      refreshInterval: (latest) => (isUnderWay(latest) ? POLL_MS : 0),
    },
  );
  return data;
}

const isProductList = (key: unknown) => typeof key === "string" && key.startsWith("/api/products?");
const isPreview = (key: unknown) => Array.isArray(key) && key[0] === PREVIEW_KEY;

/** Lets every view of a product know how it is after a change of its title or numbers. */
export function useProductSaved(): (saved: Product) => void {
  const { mutate } = useSWRConfig();
  const router = useRouter();
  return (saved) => {
    void mutate(productPath(saved.id), saved, { revalidate: false });
    void mutate((key) => isProductList(key) || isPreview(key));
    router.refresh();
  };
}
