"use client";

import useSWR from "swr";
import { toBody, type WizardRequest } from "#components/bulk-generate/wizard-state.ts";
import { PREVIEW_KEY } from "#components/products/edit/use-product.ts";
import { useDebounced } from "#components/ui/use-debounced.ts";
import { type ApiError, send } from "#lib/api-client.ts";
import { type BulkPreviewResponse, bulkPreviewResponseSchema } from "#lib/schemas/bulk-generate.ts";

const DELAY_MS = 300;

/** What a job would make, with the variant it was asked for. */
export type Preview = BulkPreviewResponse & { variant: string };

export async function askPreview(request: WizardRequest, promptFor?: string): Promise<Preview> {
  const path = "/api/images/bulk-generate-by-variant/preview";
  const preview = await send(path, bulkPreviewResponseSchema, { ...toBody(request), promptFor });
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

/** The server's preview of a request; while another one is on its way, the last answer. `promptFor`: a product's id. */
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
  /** The request the rest speaks of: 300 ms behind the form. */
  request: WizardRequest | null;
  /** Who is in and who is left out: known even while the prompt has a mistake. */
  preview: Preview | null;
  error: ApiError | null;
  /** The form has changed, and the answer is not here yet. */
  pending: boolean;
};

const withoutPrompt = ({ products, variant, imageTypeId }: WizardRequest) => ({ products, variant, imageTypeId });

/** What a job of this request would make. `request` must stay the same object until it changes. */
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

/** The message for one field of the form: `customPrompt`, `templateVariables.room`. */
export function errorAt(error: ApiError | null, path: string): string | null {
  const messages = error?.fields.filter((field) => field.path === path).map(({ message }) => message) ?? [];
  return messages.length > 0 ? messages.join(" ") : null;
}
