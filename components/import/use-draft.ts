"use client";

import { useQueryState } from "nuqs";
import useSWR, { type SWRConfiguration } from "swr";
import { applyChanges, type Changes, changesOf, columnProblem, giveMeaning } from "#components/import/column-rules.ts";
import { importParams } from "#components/import/import-params.ts";
import { useDebounced } from "#components/ui/use-debounced.ts";
import { type ApiError, send } from "#lib/api-client.ts";
import { type Column, type ImportPreview, importPreviewSchema } from "#lib/schemas/import.ts";

const DELAY_MS = 300;

/** What the server guessed of a file, and what it says of the file with the columns as a person changed them. */
function usePreviews(importId: string, changes: Changes | null, onGone: () => void) {
  const path = `/api/imports/${importId}/preview`;
  const config: SWRConfiguration<ImportPreview, ApiError> = {
    revalidateOnFocus: false,
    keepPreviousData: true,
    shouldRetryOnError: ({ status }) => status === 0 || status >= 500,
    onError: ({ status }) => status === 409 && onGone(),
  };
  const guessed = useSWR<ImportPreview, ApiError>([path], () => send(path, importPreviewSchema, {}), config);
  const guess = guessed.data?.columns.map(({ means }) => means) ?? [];
  const columns = applyChanges(guess, changes);
  const problem = columnProblem(columns);
  const wanted = changesOf(guess, columns) && problem === null ? JSON.stringify(columns) : null;
  const asked = useDebounced(wanted, DELAY_MS);
  const ask = () => send(path, importPreviewSchema, { columns: JSON.parse(asked ?? "null") });
  const corrected = useSWR<ImportPreview, ApiError>(asked && [path, asked], ask, config);
  return { guessed, guess, columns, problem, corrected: asked ? corrected : null, settled: wanted === asked };
}

/**
 * An import that waits for a person: what is understood of its file with the columns as they are in the URL. `stale`: what
 * is said is of other columns. `onGone`: it no longer waits.
 */
export function useDraft(importId: string, onGone: () => void) {
  const [changes, setChanges] = useQueryState("columns", importParams.columns);
  const { guessed, guess, columns, problem, corrected, settled } = usePreviews(importId, changes, onGone);
  const isChanged = changesOf(guess, columns) !== null;
  return {
    preview: corrected?.data ?? guessed.data ?? null,
    error: guessed.error ?? corrected?.error ?? null,
    guess,
    columns,
    problem,
    stale: !settled || (corrected?.isLoading ?? false),
    /** What the start has to be told of the columns. */
    corrections: isChanged ? columns : null,
    setMeaning: (index: number, means: Column) => void setChanges(changesOf(guess, giveMeaning(columns, index, means))),
    forget: () => void setChanges(null),
    retry: () => void guessed.mutate(),
  };
}
