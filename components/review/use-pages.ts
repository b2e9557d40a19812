"use client";

import { useRef } from "react";
import useSWRInfinite from "swr/infinite";
import { type ApiError, api } from "#lib/api-client.ts";
import type { ReviewFilter, reviewPageSchema, reviewProductsPageSchema } from "#lib/schemas/review.ts";

type PageSchema = typeof reviewPageSchema | typeof reviewProductsPageSchema;
type Page = { nextCursor: string | null };

type PagesOptions<Read> = {
  path: "/api/review" | "/api/review/products";
  filter: ReviewFilter;
  /** Where the server has sent it. */
  firstPage: Read | null;
  /** How many entries the first page and further ones have. */
  sizes: readonly [number, number];
};

let lists = 0;

/**
 * What was read stays unchanged until the page is opened again, so that no image jumps away when it is decided
 * about.
 */
export function usePages<Read extends Page>({ path, filter, firstPage, sizes }: PagesOptions<Read>) {
  const list = useRef(0);
  if (list.current === 0) {
    lists += 1;
    list.current = lists;
  }
  const query = new URLSearchParams(filter);
  function keyOf(index: number, previous: Read | null): [string, number] | null {
    if (previous?.nextCursor === null) return null;
    const page = new URLSearchParams(query);
    page.set("limit", String(sizes[index === 0 ? 0 : 1]));
    if (previous) page.set("cursor", previous.nextCursor);
    return [`${path}?${page}`, list.current];
  }
  /** SWR asks again for a page it was only given: by then decided images would be missing from it. */
  const fetchPage = async ([address]: [string, number]): Promise<Read> =>
    firstPage && !new URLSearchParams(address.split("?")[1]).has("cursor")
      ? firstPage
      : ((await api<PageSchema>(address)) as Page as Read);
  const { data, error, size, setSize, isValidating } = useSWRInfinite<Read, ApiError>(keyOf, fetchPage, {
    revalidateOnMount: firstPage === null,
    revalidateIfStale: false,
    revalidateFirstPage: false,
    revalidateOnFocus: false,
    revalidateOnReconnect: false,
    shouldRetryOnError: false,
    // SWR would compare the text of all pages at every further one; what was read never changes.
    compare: (one, other) => one === other,
    ...(firstPage && { fallbackData: [firstPage] }),
  });
  const hasMore = data !== undefined && data.at(-1)?.nextCursor !== null;
  return {
    pages: data ?? null,
    hasMore,
    error: error ?? null,
    loadMore: hasMore && !isValidating && !error ? () => void setSize((data?.length ?? 0) + 1) : null,
    retry: () => void setSize(size),
  };
}
