import { Badge } from "#components/ui/badge.tsx";
import { count, plural } from "#components/ui/count.ts";
import { fileSize } from "#components/ui/file-size.ts";
import { DateTime } from "#components/ui/time.tsx";
import type { Backup } from "#lib/schemas/backup.ts";

const KINDS: Record<NonNullable<Backup["kind"]>, string> = {
  manual: "Made by hand",
  automatic: "Daily",
  "before-migration": "Before an upgrade, rows only",
  "restore-point": "Restore point",
};

export function BackupRow({ backup, isRunning }: { backup: Backup; isRunning: boolean }) {
  const { name, kind, createdAt, rows, objects, bytes } = backup;
  const facts = [
    kind && KINDS[kind],
    rows !== null && plural(rows, "row"),
    objects !== null && `${count(objects)} files`,
    bytes !== null && fileSize(bytes),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t px-3 py-3 first:border-t-0 sm:px-4">
      <div className="min-w-0 flex-1 basis-64 space-y-0.5">
        <h2 className="break-all font-medium">{createdAt ? <DateTime value={createdAt} /> : name}</h2>
        <p className="break-words text-muted text-xs">{facts.filter(Boolean).join(" · ")}</p>
        {createdAt && <p className="break-all text-muted text-xs">{name}</p>}
      </div>
      {!backup.isComplete && (
        <Badge tone={isRunning ? "accent" : "warn"}>{isRunning ? "In progress" : "Not complete"}</Badge>
      )}
    </li>
  );
}
