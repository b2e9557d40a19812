import { CircleCheck, CircleX, Clock, TriangleAlert } from "lucide-react";
import { checkName, verdictSentence } from "#components/review/messages.ts";
import { Badge } from "#components/ui/badge.tsx";
import type { Check, Verdict } from "#lib/schemas/check.ts";

export const VERDICT_LOOKS = {
  pass: { icon: CircleCheck, tone: "good", className: "text-good" },
  warn: { icon: TriangleAlert, tone: "warn", className: "text-warn" },
  fail: { icon: CircleX, tone: "bad", className: "text-bad" },
} as const;

type CheckBadgeProps = { verdict: Verdict | null; checks: readonly Check[]; className?: string };

export function CheckBadge({ verdict, checks, className }: CheckBadgeProps) {
  const { icon: Icon, tone } = verdict ? VERDICT_LOOKS[verdict] : ({ icon: Clock, tone: "neutral" } as const);
  const flagged = checks.filter((check) => check.verdict !== "pass").map(({ id }) => checkName(id));
  return (
    <Badge
      tone={tone}
      icon={<Icon className="size-3.5 shrink-0" aria-hidden />}
      title={flagged.length > 0 ? flagged.join(", ") : undefined}
      className={className}
    >
      {verdictSentence(verdict, checks)}
    </Badge>
  );
}
