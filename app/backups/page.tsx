import type { Metadata } from "next";
import { BackupPanel } from "#components/backups/backup-panel.tsx";
import { PageHeader } from "#components/layout/page-header.tsx";
import { page } from "#lib/auth/page.ts";
import { listBackups } from "#lib/backup/list.ts";

export const metadata: Metadata = { title: "Backups" };
export const dynamic = "force-dynamic";

const NOTE =
  "Everything that Packshot holds: rows, photos and images. Made once a day, and the last 14 daily backups are kept.";

export default page("admin", async function BackupsPage() {
  const backups = await listBackups();
  return (
    <>
      <PageHeader title="Backups" description={NOTE} />
      <BackupPanel initial={backups} />
    </>
  );
});
