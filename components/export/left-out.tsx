import Link from "next/link";
import type { ReactNode } from "react";
import { AddAsin } from "#components/products/edit/add-asin.tsx";
import { wallHref } from "#components/review/wall-params.ts";
import { Picture } from "#components/ui/picture.tsx";
import type { ExportEntry } from "#lib/schemas/export.ts";

function Row({ entry, children }: { entry: ExportEntry; children: ReactNode }) {
  const { productId, title, slot, thumbnailUrl } = entry;
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <Picture src={thumbnailUrl} alt="" className="w-12" />
      <div className="min-w-0 flex-1">
        <Link href={`/products/${productId}`} className="line-clamp-2 break-words rounded hover:underline">
          {title}
        </Link>
        <span className="font-mono text-muted text-xs">{slot}</span>
      </div>
      {children}
    </li>
  );
}

const listStyle = "divide-y rounded-lg border bg-surface";

/** Images of products that have no ASIN, which can be typed in. */
export function MissingAsins({ entries }: { entries: readonly ExportEntry[] }) {
  return (
    <ul className={listStyle}>
      {entries.map((entry) => (
        <Row key={entry.imageId} entry={entry}>
          <AddAsin product={{ id: entry.productId, title: entry.title }} focusAfter="missing-asins" />
        </Row>
      ))}
    </ul>
  );
}

/** MAIN images that are left out, each with the way to where it can be mended. */
export function Failing({ entries }: { entries: readonly ExportEntry[] }) {
  return (
    <ul className={listStyle}>
      {entries.map((entry) => (
        <Row key={entry.imageId} entry={entry}>
          <span className="text-muted max-sm:hidden">{entry.verdict ? "Fails a check" : "Not checked yet"}</span>
          <Link
            href={wallHref({ productId: entry.productId, slot: entry.slot, decision: "approve" })}
            className="link rounded"
          >
            Review<span className="sr-only"> {entry.title}</span>
          </Link>
        </Row>
      ))}
    </ul>
  );
}
