"use client";

import { Check, Undo2, X } from "lucide-react";
import { DECISION_WORDS } from "#components/review/messages.ts";
import { DateTime } from "#components/ui/time.tsx";
import type { Decision, ReviewEvent } from "#lib/schemas/review.ts";

const ICONS: Record<Decision, typeof Check> = { approve: Check, reject: X, none: Undo2 };

export function DecisionHistory({ events }: { events: readonly ReviewEvent[] }) {
  if (events.length === 0) return <p className="text-muted">No reviews yet.</p>;
  return (
    <ol className="space-y-2">
      {events.map(({ decision, note, by, at }) => {
        const Icon = ICONS[decision];
        return (
          <li key={at} className="flex gap-2">
            <Icon className="mt-0.5 size-4 shrink-0 text-muted" aria-hidden />
            <div className="min-w-0">
              <p>{DECISION_WORDS[decision]}</p>
              {note && <p className="whitespace-pre-wrap break-words">“{note}”</p>}
              <p className="text-muted text-xs">
                {by}, <DateTime value={at} />
              </p>
            </div>
          </li>
        );
      })}
    </ol>
  );
}
