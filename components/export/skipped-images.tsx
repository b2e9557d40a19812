import type { ReactNode } from "react";
import { variantHref } from "#components/images/export-link.ts";
import { AddAsin } from "#components/products/edit/add-asin.tsx";
import { Link } from "#components/ui/link.tsx";
import { Picture } from "#components/ui/picture.tsx";
import type { ExportEntry } from "#lib/schemas/export.ts";

function Row({ entry, children }: { entry: ExportEntry; children: ReactNode }) {
  const { productId, title, variant, thumbnailUrl } = entry;
  return (
    <li className="flex items-center gap-3 px-3 py-2">
      <Picture src={thumbnailUrl} alt="" className="w-12" />
      <div className="min-w-0 flex-1">
        <Link href={`/products/${productId}`} className="line-clamp-2 break-words rounded hover:underline">
          {title}
        </Link>
        <span className="font-mono text-muted text-xs">{variant}</span>
      </div>
      {children}
    </li>
  );
}

const listStyle = "divide-y rounded-lg border bg-surface";

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

type ToReviewProps = {
  entry: ExportEntry;
  what: string;
  open?: string | null;
};

function ToReview({ entry, what, open = null }: ToReviewProps) {
  return (
    <Link href={variantHref(entry, open)} className="link rounded">
      {what}
      <span className="sr-only">: {entry.title}</span>
    </Link>
  );
}

export function Failing({ entries }: { entries: readonly ExportEntry[] }) {
  return (
    <ul className={listStyle}>
      {entries.map((entry) => (
        <Row key={entry.imageId} entry={entry}>
          <span className="text-muted max-sm:hidden">{entry.verdict ? "Fails a check" : "Not checked yet"}</span>
          <ToReview entry={entry} what="Review" />
        </Row>
      ))}
    </ul>
  );
}

export function Superseded({ entries }: { entries: readonly ExportEntry[] }) {
  return (
    <ul className={listStyle}>
      {entries.map((entry) => (
        <Row key={entry.imageId} entry={entry}>
          <ToReview entry={entry} what="Review current version" open={entry.currentVersionId} />
        </Row>
      ))}
    </ul>
  );
}

export function NotSelected({ entries }: { entries: readonly ExportEntry[] }) {
  return (
    <ul className={listStyle}>
      {entries.map((entry) => (
        <Row key={entry.imageId} entry={entry}>
          <ToReview entry={entry} what="See all versions" />
        </Row>
      ))}
    </ul>
  );
}
