import { auditActionWord } from "#components/audit/actions.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Link } from "#components/ui/link.tsx";
import { DateTime } from "#components/ui/time.tsx";
import type { AuditEntry } from "#lib/schemas/audit.ts";

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/** `from: A, to: B` for a change, `name: value` for a fact. */
function factText(value: unknown): string {
  if (Array.isArray(value)) return value.map(factText).join(", ");
  if (isObject(value) && "from" in value && "to" in value) return `${factText(value.from)} → ${factText(value.to)}`;
  if (value === null || value === "") return "none";
  return isObject(value) ? JSON.stringify(value) : String(value);
}

/** What has a page of its own. */
function hrefOf({ action, target }: AuditEntry): string | null {
  if (target === null || action.endsWith(".delete")) return null;
  return action.startsWith("job.") ? `/jobs/${target}` : null;
}

export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { at, userName, keyName, address, action, target, outcome, details } = entry;
  const href = hrefOf(entry);
  const facts = Object.entries(details).map(([name, value]) => `${name}: ${factText(value)}`);
  return (
    <li className="grid gap-x-4 gap-y-1 border-t px-3 py-2 first:border-t-0 sm:grid-cols-[11rem_12rem_1fr] sm:px-4">
      <span className="text-muted">
        <DateTime value={at} />
      </span>
      <span className="min-w-0 break-words">
        {userName ?? "Nobody signed in"}
        <span className="block text-muted text-xs">
          {[keyName && `key ${keyName}`, address].filter(Boolean).join(", ")}
        </span>
      </span>
      <span className="min-w-0 break-words">
        {auditActionWord(action)} {outcome === "refused" && <Badge tone="bad">refused</Badge>}
        <span className="block break-words text-muted text-xs">
          {facts.join(", ")}
          {target !== null && (
            <span className="block break-all font-mono">
              {href ? (
                <Link href={href} className="link rounded">
                  {target}
                </Link>
              ) : (
                target
              )}
            </span>
          )}
        </span>
      </span>
    </li>
  );
}
