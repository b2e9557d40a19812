"use client";

import { useMemo } from "react";
import { FIRST_PAGE } from "#components/images/review-link.ts";
import { usePages } from "#components/review/use-pages.ts";
import type { ReviewFilter, ReviewImage, ReviewPage } from "#lib/schemas/review.ts";

const FURTHER_PAGES = 100;

/** An image that got another variant between two pages is on both. */
const eachOnce = (images: ReviewImage[]) => [...new Map(images.map((image) => [image.id, image])).values()];

export function useReviewPages(filter: ReviewFilter, firstPage: ReviewPage | null) {
  const sizes = [FIRST_PAGE, FURTHER_PAGES] as const;
  const { pages, ...rest } = usePages<ReviewPage>({ path: "/api/review", filter, firstPage, sizes });
  const images = useMemo(() => pages && eachOnce(pages.flatMap((page) => page.images)), [pages]);
  return { ...rest, images };
}
