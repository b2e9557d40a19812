"use client";

import type { ReviewDialogProps } from "#components/review/dialog/review-dialog.tsx";
import { later, useLater } from "#components/ui/later.ts";

const reviewDialog = later(() =>
  import("#components/review/dialog/review-dialog.tsx").then(({ ReviewDialog }) => ReviewDialog),
);

/** The review page begins with the grid. */
export function OpenedDialog(props: ReviewDialogProps) {
  const ReviewDialog = useLater(reviewDialog, true);
  return ReviewDialog && <ReviewDialog {...props} />;
}
