"use client";

import useSWR, { type SWRResponse } from "swr";
import { type ShotsRequest, toBody, toJobBody, type WizardRequest } from "#components/bulk-generate/wizard-state.ts";
import { PREVIEW_KEY } from "#components/ui/swr-keys.ts";
import { useDebounced } from "#components/ui/use-debounced.ts";
import { type ApiError, send } from "#lib/api-client.ts";
import type {
  BulkPreviewResponse,
  bulkPreviewResponseSchema,
  JobPreview,
  jobPreviewSchema,
} from "#lib/schemas/bulk-generate.ts";
import type { Shot } from "#lib/schemas/shot.ts";

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

const SWR_OPTIONS = {
  keepPreviousData: true,
  revalidateOnFocus: false,
  shouldRetryOnError: ({ status }: ApiError) => status === 0 || status >= 500,
};

/** Keeps the last answer while the next is on its way. `promptFor`: a product's id. */
export function usePreview(request: WizardRequest | null, promptFor?: string) {
  const { products, ...rest } = request ?? { products: {} };
  const key = request && [PREVIEW_KEY, numberOf(products), JSON.stringify(rest), promptFor];
  return useSWR<Preview, ApiError>(key, request && (() => askPreview(request, promptFor)), SWR_OPTIONS);
}

/** `keys`: those of the shots in the form, in the order of `shots`. */
export type ShotsPreview = JobPreview & { keys: number[] };

async function askShots(request: ShotsRequest): Promise<ShotsPreview> {
  const preview = await send<typeof jobPreviewSchema>("/api/images/bulk-generate/preview", toJobBody(request));
  return { ...preview, keys: request.keys };
}

function useShotsPreview(request: ShotsRequest | null) {
  const { products, ...rest } = request ?? { products: {} };
  const key = request && [PREVIEW_KEY, numberOf(products), JSON.stringify(rest)];
  return useSWR<ShotsPreview, ApiError>(key, request && (() => askShots(request)), SWR_OPTIONS);
}

type PlanOf<Request, Seen> = {
  /** The request that the other fields describe: 300 ms behind the form. */
  request: Request | null;
  /** Known even while the prompt has a mistake. */
  preview: Seen | null;
  error: ApiError | null;
  pending: boolean;
};
export type Plan = PlanOf<WizardRequest, Preview>;
export type ShotsPlan = PlanOf<ShotsRequest, ShotsPreview>;

/**
 * `request` must stay the same object until it changes. `bareOf`: the request without what may have a mistake that
 * doesn't change the numbers.
 */
function usePlanOf<Request, Seen>(
  request: Request | null,
  useAsk: (request: Request | null) => SWRResponse<Seen, ApiError>,
  bareOf: (request: Request) => Request,
): PlanOf<Request, Seen> {
  const asked = useDebounced(request, DELAY_MS);
  const full = useAsk(asked);
  const error = full.error ?? null;
  const bare = useAsk(error && asked && bareOf(asked));
  const preview = (error ? bare.data : full.data) ?? null;
  return {
    request: asked,
    preview: request && preview,
    error: request && error,
    pending: asked !== request || full.isLoading,
  };
}

const withoutPrompt = ({ products, variant, imageTypeId }: WizardRequest) => ({ products, variant, imageTypeId });

export const usePlan = (request: WizardRequest | null): Plan => usePlanOf(request, usePreview, withoutPrompt);

const bareShot = ({ name, variant, targetVariant, imageTypeId, candidates }: Shot): Shot => ({
  ...{ name, variant, targetVariant, imageTypeId, candidates, alsoSend: [] },
});
const bareShots = (request: ShotsRequest) => ({ ...request, shots: request.shots.map(bareShot) });

export const useShotsPlan = (request: ShotsRequest | null): ShotsPlan => usePlanOf(request, useShotsPreview, bareShots);
