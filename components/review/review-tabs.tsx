"use client";

import { LayoutGrid, Rows3 } from "lucide-react";
import type { ReviewParams } from "#components/images/review-link.ts";
import { TABS } from "#components/images/review-link.ts";
import { TAB_WORDS, tabCount } from "#components/review/messages.ts";
import { Button } from "#components/ui/button.tsx";
import { count } from "#components/ui/count.ts";
import { pressedStyle } from "#components/ui/view-switch.tsx";
import type { ReviewSummary } from "#lib/schemas/review.ts";

type ReviewTabsProps = {
  tab: ReviewParams["decision"];
  summary: ReviewSummary | null;
  onShow: (tab: ReviewParams["decision"]) => void;
};

export function ReviewTabs({ tab, summary, onShow }: ReviewTabsProps) {
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">Show</legend>
      {TABS.map((value) => (
        <Button
          key={value}
          size="sm"
          variant="ghost"
          aria-pressed={tab === value}
          className={pressedStyle(tab === value)}
          onClick={() => onShow(value)}
        >
          {TAB_WORDS[value]} {summary && count(tabCount(summary, value))}
        </Button>
      ))}
    </fieldset>
  );
}

export const REVIEW_VIEWS = [
  { value: null, label: "By image", icon: LayoutGrid },
  { value: "products", label: "By product", icon: Rows3 },
] as const;
