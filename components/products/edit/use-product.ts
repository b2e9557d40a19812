"use client";

import { useRouter } from "next/navigation";
import useSWR, { useSWRConfig } from "swr";
import { type ApiError, api } from "#lib/api-client.ts";
import { type Product, productSchema } from "#lib/schemas/product.ts";

const POLL_MS = 2_000;

const isUnderWay = (product: Product | undefined) =>
  product?.generatedImages.some(({ status }) => status === "QUEUED" || status === "GENERATING") ?? false;

/** The SWR key, and the path in the API. */
export const productPath = (id: string) => `/api/products/${id}`;

/** Prefix of preview keys: a prompt may contain the changed fields. */
export const PREVIEW_KEY = "bulk-preview";

/** Polled while one of its images is being generated. */
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

export function useProductSaved(): (saved: Product) => void {
  const { mutate } = useSWRConfig();
  const router = useRouter();
  return (saved) => {
    void mutate(productPath(saved.id), saved, { revalidate: false });
    void mutate((key) => isProductList(key) || isPreview(key));
    router.refresh();
  };
}
