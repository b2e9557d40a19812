import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button, ButtonLink } from "#components/ui/button.tsx";

type PagerProps = {
  /** Addresses of the pages beside this one; null: there is none. */
  previous: string | null;
  next: string | null;
  /** For a list that only knows its way back to the start. */
  previousLabel?: string | undefined;
};

/** To the page before and the page after. Nothing where there is one page. */
export function Pager({ previous, next, previousLabel = "Previous" }: PagerProps) {
  if (!previous && !next) return null;
  const labels = {
    previous: (
      <>
        <ChevronLeft className="size-4" aria-hidden />
        {previousLabel}
      </>
    ),
    next: (
      <>
        Next
        <ChevronRight className="size-4" aria-hidden />
      </>
    ),
  };
  const step = (label: "previous" | "next", href: string | null) =>
    href ? (
      <ButtonLink size="sm" href={href}>
        {labels[label]}
      </ButtonLink>
    ) : (
      <Button size="sm" disabled>
        {labels[label]}
      </Button>
    );
  return (
    <nav aria-label="Pages" className="flex gap-2">
      {step("previous", previous)}
      {step("next", next)}
    </nav>
  );
}
