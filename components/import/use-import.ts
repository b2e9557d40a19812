"use client";

import useSWR from "swr";
import { type ApiError, api } from "#lib/api-client.ts";
import { type Import, importSchema, isImportOver } from "#lib/schemas/import.ts";

const POLL_MS = 1_000;
const RETRY_MS = 3_000;

/** Polls every second while the import runs. After an error the last answer is kept next to the error. */
export function useImport(initial: Import) {
  const path = `/api/imports/${initial.id}`;
  const { data, error, mutate } = useSWR<Import, ApiError>(path, () => api(path, importSchema), {
    fallbackData: initial,
    refreshInterval: (shown = initial) => (shown.status === "DRAFT" || isImportOver(shown) ? 0 : POLL_MS),
    onErrorRetry: (_error, _key, _config, revalidate, { retryCount }) => {
      setTimeout(() => revalidate({ retryCount }), RETRY_MS);
    },
  });
  return { shown: data ?? initial, lost: error !== undefined, mutate };
}
