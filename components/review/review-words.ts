import type { TABS } from "#components/images/review-link.ts";
import { count, plural } from "#components/ui/count.ts";
import type { Decision, ReviewImage, ReviewSummary } from "#lib/schemas/review.ts";

type Tab = (typeof TABS)[number];

export const TAB_WORDS: Record<Tab, string> = {
  none: "Unreviewed",
  approve: "Approved",
  reject: "Rejected",
  all: "All",
};

/** How many images a tab has. */
export function tabCount(summary: ReviewSummary, tab: Tab): number {
  const { unreviewed, approved, rejected, total } = summary;
  return { none: unreviewed, approve: approved, reject: rejected, all: total }[tab];
}

export const DECISION_WORDS: Record<Decision, string> = {
  approve: "Approved",
  reject: "Rejected",
  none: "Review cleared",
};

const TITLE_LENGTH = 40;

/** A title that fits a message. */
export const shortName = (title: string): string =>
  title.length > TITLE_LENGTH ? `${title.slice(0, TITLE_LENGTH - 1).trimEnd()}…` : title;

/** “Kettle”, or “12 images”. */
export function namesOf(images: readonly Pick<ReviewImage, "productTitle">[]): string {
  const [first] = images;
  return images.length === 1 && first ? `“${shortName(first.productTitle)}”` : plural(images.length, "image");
}

/** `Approve the 1 that passes`, `Approve the 1,204 that pass` */
export const approvePassing = (number: number) =>
  `Approve the ${count(number)} that ${number === 1 ? "passes" : "pass"}`;

/** `Fix the 1 that fails or warns`, `Fix all 12 that fail or warn` */
export const fixFlagged = (number: number) =>
  number === 1 ? "Fix the 1 that fails or warns" : `Fix all ${count(number)} that fail or warn`;
