"use client";

import { Archive, DatabaseBackup } from "lucide-react";
import useSWR from "swr";
import { BackupRow } from "#components/backups/backup-row.tsx";
import { CommandButton } from "#components/ui/command-button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { POLL_MS, pollWhile } from "#components/ui/polling.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { api, send } from "#lib/api-client.ts";
import type { Backups, backupsSchema } from "#lib/schemas/backup.ts";

const PATH = "/api/backups";

function Restoring({ place }: { place: string }) {
  return (
    <div className="max-w-prose space-y-2 break-words text-muted">
      <p>
        Backups are in <code className="text-ink">{place}</code>. To restore the newest, stop Packshot and run this on
        the server. What is there then is backed up first.
      </p>
      <code className="block text-ink">npm run restore -- {place} --replace</code>
    </div>
  );
}

export function BackupPanel({ initial }: { initial: Backups }) {
  const { data = initial } = useSWR<Backups>(PATH, () => api<typeof backupsSchema>(PATH), {
    refreshInterval: pollWhile<Backups>(({ isRunning }) => isRunning, POLL_MS.job, { initial }),
  });
  const { run, busy } = useCommand(() => send<typeof backupsSchema>(PATH, {}), {
    failure: "Couldn't start a backup.",
    shows: { key: PATH },
  });
  const { place, isRunning, backups } = data;
  const isBusy = busy || isRunning;
  if (place === null)
    return (
      <Notice>No backups are made. Set BACKUP_DIR to a folder or to s3://bucket/prefix, then restart Packshot.</Notice>
    );
  return (
    <section id="backups" tabIndex={-1} aria-label="Backups" className="space-y-4">
      <Restoring place={place} />
      <CommandButton
        icon={DatabaseBackup}
        text={isBusy ? "Backing up…" : "Back up now"}
        running={isBusy}
        busy={isBusy}
        onClick={() => void run()}
        focusAfter="backups"
      />
      <div className="rounded-lg border bg-surface">
        {backups.length > 0 ? (
          <ul>
            {backups.map((backup, index) => (
              <BackupRow key={backup.name} backup={backup} isRunning={isRunning && index === 0} />
            ))}
          </ul>
        ) : (
          <EmptyState
            icon={<Archive className="size-6" aria-hidden />}
            title="No backups yet"
            text="The first one is made within a few minutes after the start."
          />
        )}
      </div>
    </section>
  );
}
