import { listBackups } from "#lib/backup/list.ts";
import { askForBackup } from "#lib/backup/run-backup.ts";
import { record } from "#lib/db/audit.ts";
import { route } from "#lib/http/route.ts";

export const GET = route("admin", async () => Response.json(await listBackups()));

export const POST = route("admin", async () => {
  await askForBackup("manual");
  await record("backup.create");
  return Response.json(await listBackups(), { status: 202 });
});
