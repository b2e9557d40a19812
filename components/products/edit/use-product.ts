"use client";

import { useRouter } from "next/navigation";
import useSWR, { useSWRConfig } from "swr";
import { POLL_MS, pollWhile } from "#components/ui/polling.ts";
import { isPreview, isProductList, productPath } from "#components/ui/swr-keys.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import { isImageInProgress } from "#lib/schemas/image-state.ts";
import type { Product, productSchema } from "#lib/schemas/product.ts";

const isInProgress = ({ generatedImages }: Product) => generatedImages.some(isImageInProgress);

export function useProduct(initial: Product): Product {
  const { data = initial } = useSWR<Product, ApiError>(
    productPath(initial.id),
    (path: string) => api<typeof productSchema>(path),
    {
      fallbackData: initial,
      revalidateOnMount: true,
      refreshInterval: pollWhile(isInProgress, POLL_MS.job, { initial }),
    },
  );
  return data;
}

export function useProductSaved(): (saved: Product) => void {
  const { mutate } = useSWRConfig();
  const router = useRouter();
  return (saved) => {
    void mutate(productPath(saved.id), saved, { revalidate: false });
    void mutate((key) => isProductList(key) || isPreview(key));
    router.refresh();
  };
}
