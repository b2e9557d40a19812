"use client";

import { useMemo } from "react";
import useSWRInfinite from "swr/infinite";
import { type ListEnd, rowsOf } from "#components/bulk-generate/product-list/rows.ts";
import { filterOf, type ListParams, queryOf } from "#components/products/list-params.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import type { Products, productsSchema } from "#lib/schemas/product.ts";
import { reverseSort } from "#lib/schemas/product-filter.ts";

const FIRST_PAGE = 50;
const FURTHER_PAGES = 100;

const fetchPage = (path: string) => api<typeof productsSchema>(path);

/** `firstPage` is used for the first page until it is fetched again. */
export function useProductRows(params: ListParams, from: ListEnd, firstPage: Products | null) {
  const sort = from === "end" ? reverseSort(params.sort) : params.sort;
  const list = new URLSearchParams({ ...queryOf(filterOf(params)), sort });
  function pathOf(index: number, previous: Products | null): string | null {
    const query = new URLSearchParams(list);
    query.set("limit", String(index === 0 ? FIRST_PAGE : FURTHER_PAGES));
    if (previous?.nextCursor === null) return null;
    if (previous) query.set("cursor", previous.nextCursor);
    return `/api/products?${query}`;
  }
  const { data, error, size, setSize, isValidating } = useSWRInfinite<Products, ApiError>(pathOf, fetchPage, {
    revalidateOnMount: true,
    revalidateFirstPage: false,
    revalidateOnFocus: false,
    revalidateOnReconnect: false,
    shouldRetryOnError: false,
    ...(firstPage && { fallbackData: [firstPage] }),
  });
  return {
    rows: useMemo(() => rowsOf(data, from), [data, from]),
    error: error ?? null,
    isLoading: isValidating,
    loadMore: () => void setSize((data?.length ?? 0) + 1),
    retry: () => void setSize(size),
  };
}
