"use client";

import { useSWRConfig } from "swr";
import { reasonOf } from "#components/ui/reason-of.ts";
import { sendOnce } from "#components/ui/send-once.ts";
import { productPath } from "#components/ui/swr-keys.ts";
import type { GenerateImageRequest, generateImageResponseSchema } from "#lib/schemas/image.ts";

/** By then a request was rejected or its image has a row, so that the page can show it as in progress. */
const FIRST_LOOK_MS = 700;

const after = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** `begun` resolves when the image is in progress; `ended` with the reason of a failure, or null. */
export type Making = { begun: Promise<void>; ended: Promise<string | null> };

/** The request stays open until the image is finished or has failed. */
export function useGenerateOne(productId: string): (request: Omit<GenerateImageRequest, "productId">) => Making {
  const { mutate } = useSWRConfig();
  const look = () => void mutate(productPath(productId));

  async function ask(request: Omit<GenerateImageRequest, "productId">): Promise<string | null> {
    try {
      await sendOnce<typeof generateImageResponseSchema>("/api/images/generate", { productId, ...request });
      return null;
    } catch (error) {
      return reasonOf(error);
    } finally {
      look();
    }
  }

  return (request) => {
    const begun = after(FIRST_LOOK_MS).then(look);
    return { begun, ended: ask(request) };
  };
}
