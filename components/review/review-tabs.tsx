"use client";

import { LayoutGrid, Rows3 } from "lucide-react";
import type { ReviewParams } from "#components/images/review-link.ts";
import { TABS } from "#components/images/review-link.ts";
import { TAB_WORDS, tabCount } from "#components/review/messages.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { count } from "#components/ui/count.ts";
import type { ReviewSummary } from "#lib/schemas/review.ts";

const pressed = (isPressed: boolean) => cn(isPressed && "bg-accent-soft text-accent-text");

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
          className={pressed(tab === value)}
          onClick={() => onShow(value)}
        >
          {TAB_WORDS[value]} {summary && count(tabCount(summary, value))}
        </Button>
      ))}
    </fieldset>
  );
}

const VIEWS = [
  { value: null, label: "By image", icon: LayoutGrid },
  { value: "products", label: "By product", icon: Rows3 },
] as const;

type ViewSwitchProps = { view: ReviewParams["view"]; onShow: (view: ReviewParams["view"]) => void };

export function ViewSwitch({ view, onShow }: ViewSwitchProps) {
  return (
    <fieldset className="flex gap-1 rounded-lg border p-0.5">
      <legend className="sr-only">View</legend>
      {VIEWS.map(({ value, label, icon: Icon }) => (
        <Button
          key={label}
          size="sm"
          variant="ghost"
          aria-pressed={view === value}
          className={pressed(view === value)}
          onClick={() => onShow(value)}
        >
          <Icon className="size-4" aria-hidden />
          {label}
        </Button>
      ))}
    </fieldset>
  );
}
