import "server-only";
import { MANIFESTS, manifestKey, ownPlace, type Place } from "#lib/backup/place.ts";
import { CantStart } from "#lib/cant-start.ts";
import { isBackupAsked, isBackupRunning } from "#lib/db/backup/lease.ts";
import { type Backup, type Backups, type Manifest, manifestSchema } from "#lib/schemas/backup.ts";

const NAME = /^backups\/([\w-]+)\.(json|unfinished)$/;

/** `manifest`: null where the backup is not complete. */
export type Found = { name: string; manifest: Manifest | null };

export async function readManifest({ store, address }: Place, name: string): Promise<Manifest> {
  const bytes = await store.get(manifestKey(name));
  try {
    return manifestSchema.parse(JSON.parse(new TextDecoder().decode(bytes ?? new Uint8Array())));
  } catch (cause) {
    throw new CantStart(
      `The backup ${name} in ${address} has no manifest that can be read: it is not complete, damaged, or of a newer version.`,
      {
        cause,
      },
    );
  }
}

async function namesIn({ store }: Place): Promise<Map<string, { isComplete: boolean }>> {
  const names = new Map<string, { isComplete: boolean }>();
  for (let from: string | null = null; ; ) {
    const page = await store.list(MANIFESTS, from);
    for (const { key } of page.objects) {
      const [, name, kind] = NAME.exec(key) ?? [];
      if (name) names.set(name, { isComplete: kind === "json" || names.get(name)?.isComplete === true });
    }
    from = page.next;
    if (from === null) return names;
  }
}

/** The newest first. */
export async function findBackups(place: Place): Promise<Found[]> {
  const names = [...(await namesIn(place))].sort(([a], [b]) => (a < b ? 1 : -1));
  return Promise.all(
    names.map(async ([name, { isComplete }]) => ({
      name,
      manifest: isComplete ? await readManifest(place, name) : null,
    })),
  );
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);

function toBackup({ name, manifest }: Found): Backup {
  if (!manifest)
    return { name, isComplete: false, kind: null, createdAt: null, rows: null, objects: null, bytes: null };
  const { kind, createdAt, tables, objects } = manifest;
  return {
    name,
    isComplete: true,
    kind,
    createdAt,
    rows: sum(tables.map(({ rows }) => rows)),
    objects: objects?.count ?? null,
    bytes: sum(tables.map(({ bytes }) => bytes)) + (objects?.totalBytes ?? 0),
  };
}

export async function listBackups(): Promise<Backups> {
  const place = ownPlace();
  const isRunning = (await isBackupAsked()) || (await isBackupRunning());
  if (!place) return { place: null, isRunning, backups: [] };
  return { place: place.address, isRunning, backups: (await findBackups(place)).map(toBackup) };
}
