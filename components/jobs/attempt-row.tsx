import { CircleCheck, CircleX, Clock, type LucideIcon, RotateCcw } from "lucide-react";
import { ProductLink } from "#components/images/product-link.tsx";
import { cn } from "#components/ui/class-names.ts";
import { TimeOfDay } from "#components/ui/time.tsx";
import type { Attempt } from "#lib/schemas/job.ts";
import { outcomeOf } from "#lib/schemas/outcome.ts";

type Look = { icon: LucideIcon; word: string; className: string };

function lookOf(code: string): Look {
  if (code === "COMPLETED") return { icon: CircleCheck, word: "Made", className: "text-good" };
  const outcome = outcomeOf(code);
  const word = outcome?.label ?? code;
  if (outcome?.retries === "always") return { icon: Clock, word, className: "text-warn" };
  if (outcome && outcome.retries !== 0) return { icon: RotateCcw, word, className: "text-warn" };
  return { icon: CircleX, word, className: "text-bad" };
}

function duration({ called, callMs }: Attempt): string {
  if (callMs !== null) return `${(callMs / 1_000).toFixed(1)} s`;
  return called ? "unknown" : "no call";
}

function note({ message, counted, maybeBilled }: Attempt): string {
  const parts = [
    message,
    maybeBilled && !counted && "Google may have billed this call.",
    !counted && "Does not count against the image's attempts.",
  ];
  return parts.filter(Boolean).join(" ");
}

export function AttemptRow({ attempt }: { attempt: Attempt }) {
  const { productId, title, asin, code, startedAt } = attempt;
  const { icon: Icon, word, className } = lookOf(code);
  return (
    <li className="grid grid-cols-[4.5rem_minmax(0,1fr)_auto] gap-x-4 px-4 py-2 leading-6 md:grid-cols-[4.5rem_11rem_minmax(0,1fr)_auto]">
      <span className="text-muted">
        <TimeOfDay value={startedAt} />
      </span>
      <span className={cn("flex min-w-0 items-center gap-1.5 font-medium", className)}>
        <Icon className="size-4 shrink-0" aria-hidden />
        {word}
      </span>
      <span className="flex min-w-0 items-baseline gap-2 max-md:order-1 max-md:col-span-2 max-md:col-start-2">
        <ProductLink productId={productId} title={title} className="min-w-0 truncate rounded">
          {title}
        </ProductLink>
        {asin && <span className="shrink-0 font-mono text-muted text-xs max-sm:hidden">{asin}</span>}
      </span>
      <span className="text-right text-muted">{duration(attempt)}</span>
      {note(attempt) !== "" && (
        <p className="col-span-2 col-start-2 break-words text-muted leading-5 max-md:order-2 md:col-start-3">
          {note(attempt)}
        </p>
      )}
    </li>
  );
}
