"use client";

import { useQueryStates } from "nuqs";
import useSWR, { type SWRConfiguration } from "swr";
import { applyChanges, type Changes, changesOf, columnProblem, withMapping } from "#components/import/column-rules.ts";
import { importParams } from "#components/import/import-params.ts";
import { useDebounced } from "#components/ui/use-debounced.ts";
import { type ApiError, send } from "#lib/api-client.ts";
import type { Column, Corrections, ImportPreview, importPreviewSchema } from "#lib/schemas/import.ts";
import type { Encoding } from "#lib/schemas/import-fields.ts";

const DELAY_MS = 300;

const draftParams = { columns: importParams.columns, encoding: importParams.encoding };

type Chosen = { columns: Changes | null; encoding: Encoding | null };

function usePreviews(importId: string, { columns: changes, encoding }: Chosen, onGone: () => void) {
  const path = `/api/imports/${importId}/preview`;
  const config: SWRConfiguration<ImportPreview, ApiError> = {
    revalidateOnFocus: false,
    keepPreviousData: true,
    shouldRetryOnError: ({ status }) => status === 0 || status >= 500,
    onError: ({ status }) => status === 409 && onGone(),
  };
  const given = encoding === null ? {} : { encoding };
  const guessed = useSWR<ImportPreview, ApiError>(
    [path, encoding],
    () => send<typeof importPreviewSchema>(path, given),
    config,
  );
  const guess = guessed.data?.columns.map(({ mapping }) => mapping) ?? [];
  const columns = applyChanges(guess, changes);
  const problem = columnProblem(columns);
  const corrections: Corrections = changesOf(guess, columns) ? { ...given, columns } : given;
  const wanted = corrections.columns && problem === null ? JSON.stringify(corrections) : null;
  const asked = useDebounced(wanted, DELAY_MS);
  const ask = () => send<typeof importPreviewSchema>(path, JSON.parse(asked ?? "null"));
  const corrected = useSWR<ImportPreview, ApiError>(asked && [path, asked], ask, config);
  return {
    guessed,
    guess,
    columns,
    problem,
    corrections,
    corrected: asked ? corrected : null,
    settled: wanted === asked,
  };
}

/**
 * `stale`: the preview describes another mapping. `onGone`: called when the import no longer waits for confirmation.
 */
export function useDraft(importId: string, onGone: () => void) {
  const [chosen, setChosen] = useQueryStates(draftParams);
  const previews = usePreviews(importId, chosen, onGone);
  const { guessed, guess, columns, problem, corrections, corrected, settled } = previews;
  return {
    preview: corrected?.data ?? guessed.data ?? null,
    error: guessed.error ?? corrected?.error ?? null,
    guess,
    columns,
    problem,
    stale: !settled || guessed.isLoading || (corrected?.isLoading ?? false),
    corrections,
    setMapping: (index: number, mapping: Column) =>
      void setChosen({ columns: changesOf(guess, withMapping(columns, index, mapping)) }),
    /** The mapping is guessed again, from the column names in this encoding. */
    setEncoding: (encoding: Encoding) => void setChosen({ encoding, columns: null }),
    forget: () => void setChosen(null),
    retry: () => void guessed.mutate(),
  };
}
