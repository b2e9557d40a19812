import { importHref } from "#components/import/import-params.ts";
import { ImportStatusBadge } from "#components/import/import-status-badge.tsx";
import { outcomeLine, progressLine } from "#components/import/messages.ts";
import { Link } from "#components/ui/link.tsx";
import { Ago } from "#components/ui/time.tsx";
import type { Import } from "#lib/schemas/import.ts";
import { isImportFinished } from "#lib/schemas/import-fields.ts";

function stateLine(shown: Import): string {
  if (shown.status === "DRAFT") return "Not started. Open to continue";
  return isImportFinished(shown) ? outcomeLine(shown) : progressLine(shown);
}

function ImportRow({ shown }: { shown: Import }) {
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-t px-4 py-2 first:border-t-0 hover:bg-hover lg:grid-cols-[7.5rem_minmax(0,2fr)_minmax(0,3fr)_6rem]">
      <span className="order-2 flex justify-self-end lg:order-none lg:justify-self-start">
        <ImportStatusBadge status={shown.status} />
      </span>
      <Link
        href={importHref(shown.id)}
        title={shown.fileName}
        className="flex min-h-6 items-center rounded font-medium hover:underline"
      >
        <span className="truncate">{shown.fileName}</span>
      </Link>
      <span className="order-3 text-muted max-lg:text-xs lg:order-none">{stateLine(shown)}</span>
      <span className="order-4 text-right text-muted text-xs lg:text-sm">
        <Ago value={shown.createdAt} />
        {shown.createdBy && <span className="block truncate">by {shown.createdBy}</span>}
      </span>
    </li>
  );
}

export function RecentImports({ imports }: { imports: Import[] }) {
  if (imports.length === 0) return null;
  return (
    <section aria-labelledby="recent-imports" className="overflow-hidden rounded-lg border bg-surface">
      <h2 id="recent-imports" className="border-b px-4 py-3 font-semibold">
        Recent imports
      </h2>
      <ul aria-labelledby="recent-imports">
        {imports.map((shown) => (
          <ImportRow key={shown.id} shown={shown} />
        ))}
      </ul>
    </section>
  );
}
