import { ChevronLeft, ChevronRight, ChevronsLeft, ChevronsRight } from "lucide-react";
import type { ReactNode } from "react";
import { Button, ButtonLink } from "#components/ui/button.tsx";

type PagerProps = {
  previous: string | null;
  next: string | null;
  /** For a list that knows them; null while it shows that page. */
  first?: string | null;
  last?: string | null;
  previousLabel?: string | undefined;
};

type StepProps = { href: string | null; label?: string; children: ReactNode };

function Step({ href, label, children }: StepProps) {
  if (href === null)
    return (
      <Button size="sm" aria-label={label} disabled>
        {children}
      </Button>
    );
  return (
    <ButtonLink size="sm" aria-label={label} href={href}>
      {children}
    </ButtonLink>
  );
}

export function Pager({ previous, next, first, last, previousLabel = "Previous" }: PagerProps) {
  if (!previous && !next) return null;
  return (
    <nav aria-label="Pages" className="flex gap-2">
      {first !== undefined && (
        <Step href={first} label="First page">
          <ChevronsLeft className="size-4" aria-hidden />
        </Step>
      )}
      <Step href={previous}>
        <ChevronLeft className="size-4" aria-hidden />
        {previousLabel}
      </Step>
      <Step href={next}>
        Next
        <ChevronRight className="size-4" aria-hidden />
      </Step>
      {last !== undefined && (
        <Step href={last} label="Last page">
          <ChevronsRight className="size-4" aria-hidden />
        </Step>
      )}
    </nav>
  );
}
