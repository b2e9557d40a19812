"use client";

import useSWR from "swr";
import { POLL_MS, pollWhile } from "#components/ui/polling.ts";
import { importPath } from "#components/ui/swr-keys.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import type { Import, importSchema } from "#lib/schemas/import.ts";
import { isImportFinished } from "#lib/schemas/import-fields.ts";

const RETRY_MS = 3_000;

/** After an error the last answer is kept next to the error. */
export function useImport(initial: Import) {
  const path = importPath(initial.id);
  const { data, error, mutate } = useSWR<Import, ApiError>(path, () => api<typeof importSchema>(path), {
    fallbackData: initial,
    // By default SWR drops what is asked within 2 s of the last answer: a short import would seem to take that long.
    dedupingInterval: 0,
    refreshInterval: pollWhile((shown) => shown.status !== "DRAFT" && !isImportFinished(shown), POLL_MS.import, {
      initial,
    }),
    onErrorRetry: (_error, _key, _config, revalidate, { retryCount }) => {
      setTimeout(() => revalidate({ retryCount }), RETRY_MS);
    },
  });
  return { shown: data ?? initial, lost: error !== undefined, mutate };
}
