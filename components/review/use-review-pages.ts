"use client";

import { useMemo, useRef } from "react";
import useSWRInfinite from "swr/infinite";
import { FIRST_PAGE } from "#components/images/review-link.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import type { ReviewFilter, ReviewImage, ReviewPage, reviewPageSchema } from "#lib/schemas/review.ts";

const FURTHER_PAGES = 100;

let lists = 0;

/** An image that got another variant between two pages is on both. */
const eachOnce = (images: ReviewImage[]) => [...new Map(images.map((image) => [image.id, image])).values()];

/**
 * What was read stays unchanged until the page is opened again, so that no image jumps away when it is decided
 * about.
 */
export function useReviewPages(filter: ReviewFilter, firstPage: ReviewPage | null) {
  const list = useRef(0);
  if (list.current === 0) {
    lists += 1;
    list.current = lists;
  }
  const query = new URLSearchParams(filter);
  function keyOf(index: number, previous: ReviewPage | null): [string, number] | null {
    if (previous?.nextCursor === null) return null;
    const page = new URLSearchParams(query);
    page.set("limit", String(index === 0 ? FIRST_PAGE : FURTHER_PAGES));
    if (previous) page.set("cursor", previous.nextCursor);
    return [`/api/review?${page}`, list.current];
  }
  /** SWR asks again for a page it was only given: by then decided images would be missing from it. */
  const fetchPage = async ([path]: [string, number]) =>
    firstPage && !new URLSearchParams(path.split("?")[1]).has("cursor")
      ? firstPage
      : api<typeof reviewPageSchema>(path);
  const { data, error, size, setSize, isValidating } = useSWRInfinite<ReviewPage, ApiError>(keyOf, fetchPage, {
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
  const images = useMemo(() => data && eachOnce(data.flatMap((page) => page.images)), [data]) ?? null;
  const hasMore = data !== undefined && data.at(-1)?.nextCursor !== null;
  return {
    images,
    hasMore,
    error: error ?? null,
    loadMore: hasMore && !isValidating && !error ? () => void setSize((data?.length ?? 0) + 1) : null,
    retry: () => void setSize(size),
  };
}
