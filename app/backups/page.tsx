import type { Metadata } from "next";
import { BackupPanel } from "#components/backups/backup-panel.tsx";
import { listBackups } from "#lib/backup/list.ts";

export const metadata: Metadata = { title: "Backups" };
export const dynamic = "force-dynamic";

export default async function BackupsPage() {
  return <BackupPanel initial={await listBackups()} />;
}
