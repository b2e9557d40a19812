import { ChevronRight } from "lucide-react";
import type { Preview } from "#components/bulk-generate/use-preview.ts";
import { count, plural } from "#components/ui/count.ts";
import { Link } from "#components/ui/link.tsx";

const SHOWN = 100;

export function SkippedProducts({ skipped, skippedCount }: Pick<Preview, "skipped" | "skippedCount">) {
  if (skippedCount === 0) return null;
  return (
    <details className="group">
      <summary className="flex min-h-6 list-none items-center gap-1 rounded text-warn">
        <ChevronRight className="size-4 shrink-0 transition-transform group-open:rotate-90" aria-hidden />
        {plural(skippedCount, "product")} skipped
      </summary>
      <ul className="mt-1 max-h-40 space-y-0.5 overflow-y-auto pl-5">
        {skipped.slice(0, SHOWN).map(({ productId, title }) => (
          <li key={productId}>
            {title === null ? (
              <span className="text-muted">A deleted product</span>
            ) : (
              <Link
                href={`/products/${productId}`}
                title={title}
                className="link block min-h-6 truncate rounded leading-6"
              >
                {title}
              </Link>
            )}
          </li>
        ))}
        {skippedCount > SHOWN && <li className="text-muted">and {count(skippedCount - SHOWN)} more</li>}
      </ul>
    </details>
  );
}
