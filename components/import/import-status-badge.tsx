import { Ban, CircleCheck, CircleDashed, CircleX, Clock, LoaderCircle, type LucideIcon } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { cn } from "#components/ui/class-names.ts";
import type { ImportStatus } from "#lib/schemas/import.ts";

const LOOKS: Record<ImportStatus, { tone: Tone; icon: LucideIcon; word: string }> = {
  DRAFT: { tone: "warn", icon: CircleDashed, word: "Not started" },
  QUEUED: { tone: "neutral", icon: Clock, word: "Waiting" },
  PROCESSING: { tone: "accent", icon: LoaderCircle, word: "Importing" },
  COMPLETED: { tone: "good", icon: CircleCheck, word: "Completed" },
  FAILED: { tone: "bad", icon: CircleX, word: "Failed" },
  CANCELLED: { tone: "neutral", icon: Ban, word: "Cancelled" },
};

export function ImportStatusBadge({ status }: { status: ImportStatus }) {
  const { tone, icon: Icon, word } = LOOKS[status];
  return (
    <Badge
      tone={tone}
      icon={<Icon aria-hidden className={cn("size-3.5", Icon === LoaderCircle && "motion-safe:animate-spin")} />}
    >
      {word}
    </Badge>
  );
}
