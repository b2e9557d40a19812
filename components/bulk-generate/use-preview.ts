"use client";

import useSWR from "swr";
import { toBody, type WizardRequest } from "#components/bulk-generate/wizard-state.ts";
import { PREVIEW_KEY } from "#components/ui/swr-keys.ts";
import { useDebounced } from "#components/ui/use-debounced.ts";
import { type ApiError, send } from "#lib/api-client.ts";
import type { BulkPreviewResponse, bulkPreviewResponseSchema } from "#lib/schemas/bulk-generate.ts";

const DELAY_MS = 300;

export type Preview = BulkPreviewResponse & { variant: string };

export async function askPreview(request: WizardRequest, promptFor?: string): Promise<Preview> {
  const path = "/api/images/bulk-generate-by-variant/preview";
  const preview = await send<typeof bulkPreviewResponseSchema>(path, { ...toBody(request), promptFor });
  return { ...preview, variant: request.variant };
}

const numbers = new WeakMap<object, number>();
let last = 0;

/** Stands for a selection of up to 10,000 ids in a cache key. */
export function numberOf(products: object): number {
  const number = numbers.get(products) ?? ++last;
  numbers.set(products, number);
  return number;
}

const mayRetry = ({ status }: ApiError) => status === 0 || status >= 500;

/** Keeps the last answer while the next is on its way. `promptFor`: a product's id. */
export function usePreview(request: WizardRequest | null, promptFor?: string) {
  const { products, ...rest } = request ?? { products: {} };
  const key = request && [PREVIEW_KEY, numberOf(products), JSON.stringify(rest), promptFor];
  return useSWR<Preview, ApiError>(key, request && (() => askPreview(request, promptFor)), {
    keepPreviousData: true,
    revalidateOnFocus: false,
    shouldRetryOnError: mayRetry,
  });
}

export type Plan = {
  /** The request that the other fields describe: 300 ms behind the form. */
  request: WizardRequest | null;
  /** Known even while the prompt has a mistake. */
  preview: Preview | null;
  error: ApiError | null;
  pending: boolean;
};

const withoutPrompt = ({ products, variant, imageTypeId }: WizardRequest) => ({ products, variant, imageTypeId });

/** `request` must stay the same object until it changes. */
export function usePlan(request: WizardRequest | null): Plan {
  const asked = useDebounced(request, DELAY_MS);
  const full = usePreview(asked);
  const error = full.error ?? null;
  const bare = usePreview(error && asked && withoutPrompt(asked));
  const preview = (error ? bare.data : full.data) ?? null;
  return {
    request: asked,
    preview: request && preview,
    error: request && error,
    pending: asked !== request || full.isLoading,
  };
}
