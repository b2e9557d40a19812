"use client";

import { useMemo } from "react";
import useSWR from "swr";
import { numberOf } from "#components/bulk-generate/use-preview.ts";
import { useSelection } from "#components/products/selection.ts";
import { bodyOf, countSelected, tooMany } from "#components/products/selection-rules.ts";
import { send } from "#lib/api-client.ts";
import type { VariantCount, variantsSummarySchema } from "#lib/schemas/variant.ts";

const PATH = "/api/products/variants-summary";

/** Null while nothing is selected or the counts are not loaded. */
export function useSelectedVariants(): VariantCount[] | null {
  const selection = useSelection();
  const body = useMemo(() => bodyOf(selection), [selection]);
  const isAskable = countSelected(selection) > 0 && tooMany(selection) === null;
  const { data } = useSWR(isAskable && [PATH, numberOf(body)], () => send<typeof variantsSummarySchema>(PATH, body), {
    keepPreviousData: true,
    revalidateOnFocus: false,
  });
  return isAskable && data ? data.variants : null;
}
