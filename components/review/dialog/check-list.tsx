import { VERDICT_LOOKS } from "#components/review/check-badge.tsx";
import { asked, checkName, checkReason, measured, VERDICT_WORDS, worstFirst } from "#components/review/messages.ts";
import { cn } from "#components/ui/class-names.ts";
import type { Check } from "#lib/schemas/check.ts";

function CheckRow({ check }: { check: Check }) {
  const { icon: Icon, className } = VERDICT_LOOKS[check.verdict];
  const limit = asked(check);
  return (
    <li className="flex gap-2 py-1">
      <Icon className={cn("mt-0.5 size-4 shrink-0", className)} aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap justify-between gap-x-2">
          <span>
            <span className="sr-only">{VERDICT_WORDS[check.verdict]}: </span>
            {checkName(check.id)}
          </span>
          <span className={cn("font-medium", className)}>{measured(check)}</span>
        </p>
        {check.verdict !== "pass" && (
          <p className="text-muted text-xs">
            {limit && `${limit}. `}
            {checkReason(check.id)}
          </p>
        )}
        {check.verdict === "pass" && limit && <p className="sr-only">{limit}</p>}
      </div>
    </li>
  );
}

export function CheckList({ checks }: { checks: readonly Check[] }) {
  if (checks.length === 0) return <p className="text-muted">Not checked yet.</p>;
  return (
    <ul className="-my-1">
      {worstFirst(checks).map((check) => (
        <CheckRow key={check.id} check={check} />
      ))}
    </ul>
  );
}
