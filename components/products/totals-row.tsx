"use client";

import { plural } from "#components/ui/count.ts";
import { Link } from "#components/ui/link.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { useStreamed } from "#components/ui/use-streamed.ts";

type Totals = { products: number; sourceImages: number; generated: number; failed: number };

/** A number links to what it counts if there is a list of it; failed images are on their jobs. */
export function TotalsRow({ totals }: { totals: Promise<Totals> }) {
  const counted = useStreamed<Totals | null>(totals, null);
  // The totals wrap to two lines on a phone.
  if (!counted) return <Skeleton className="h-6 w-80 max-w-full max-sm:h-13" />;
  const { products, sourceImages, generated, failed } = counted;
  const facts = [
    { text: plural(products, "product"), href: "/dashboard" },
    { text: plural(sourceImages, "source image"), href: null },
    { text: `${plural(generated, "image")} generated`, href: "/dashboard?sort=-generated" },
    { text: `${plural(failed, "image")} failed`, href: "/jobs" },
  ];
  return (
    <ul aria-label="Totals" className="flex flex-wrap gap-x-4 gap-y-1 text-muted">
      {facts.map(({ text, href }) => (
        <li key={text} className="flex min-h-6 items-center">
          {href ? (
            <Link href={href} className="inline-flex min-h-6 items-center rounded hover:text-ink hover:underline">
              {text}
            </Link>
          ) : (
            text
          )}
        </li>
      ))}
    </ul>
  );
}
