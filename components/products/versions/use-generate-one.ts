"use client";

import { toast } from "sonner";
import { useSWRConfig } from "swr";
import { productPath } from "#components/products/edit/use-product.ts";
import { ApiError, send } from "#lib/api-client.ts";
import { type GenerateImageRequest, generateImageResponseSchema } from "#lib/schemas/image.ts";

/** By then the image has its row, so that the page can show that it is being made. */
const FIRST_LOOK_MS = 700;

/** Has one image made. The answer comes once it is made, or says why it is not: meanwhile the page goes on. */
export function useGenerateOne(productId: string) {
  const { mutate } = useSWRConfig();
  const look = () => void mutate(productPath(productId));
  return async (request: Omit<GenerateImageRequest, "productId">): Promise<void> => {
    const soon = setTimeout(look, FIRST_LOOK_MS);
    toast(`One more image for ${request.variant} is being made.`);
    try {
      const headers = { "Idempotency-Key": crypto.randomUUID() };
      await send("/api/images/generate", generateImageResponseSchema, { productId, ...request }, { headers });
      toast.success(`The image for ${request.variant} is made.`);
    } catch (error) {
      toast.error(error instanceof ApiError ? error.message : "The image was not made.");
    } finally {
      clearTimeout(soon);
      look();
    }
  };
}
