"use client";

import type { WallParams } from "#components/images/review-link.ts";
import { TABS } from "#components/images/review-link.ts";
import { TAB_WORDS, tabCount } from "#components/review/wall-words.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { count } from "#components/ui/count.ts";
import type { ReviewSummary } from "#lib/schemas/review.ts";

type WallTabsProps = {
  tab: WallParams["decision"];
  summary: ReviewSummary | null;
  onShow: (tab: WallParams["decision"]) => void;
};

/** Images by what was decided about them, with how many there are. */
export function WallTabs({ tab, summary, onShow }: WallTabsProps) {
  return (
    <fieldset className="flex flex-wrap gap-1">
      <legend className="sr-only">Show</legend>
      {TABS.map((value) => (
        <Button
          key={value}
          size="sm"
          variant="ghost"
          aria-pressed={tab === value}
          className={cn(tab === value && "bg-accent-soft text-accent-text")}
          onClick={() => onShow(value)}
        >
          {TAB_WORDS[value]} {summary && count(tabCount(summary, value))}
        </Button>
      ))}
    </fieldset>
  );
}
