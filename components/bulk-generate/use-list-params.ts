"use client";

import { useQueryStates } from "nuqs";
import { useEffect, useEffectEvent } from "react";
import { filterOf, listParams, paramsOfFilter, WIZARD_KEYS } from "#components/products/list-params.ts";
import { readSelection } from "#components/products/selection.ts";
import type { ProductFilter } from "#lib/schemas/product.ts";

export function useListParams() {
  const [params, setParams] = useQueryStates(listParams, { history: "replace", urlKeys: WIZARD_KEYS });
  const show = (filter: ProductFilter) => setParams(paramsOfFilter(filter));
  const showSelected = useEffectEvent(() => {
    const selection = readSelection();
    if (selection.kind === "matching" && Object.keys(filterOf(params)).length === 0) show(selection.filter);
  });
  useEffect(() => void showSelected(), []);
  return { params, setParams, show };
}
