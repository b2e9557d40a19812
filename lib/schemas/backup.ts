import { z } from "zod";

/** `automatic`: once a day. `before-migration`: rows only. `restore-point`: what a restore replaced. */
export const BACKUP_KINDS = ["manual", "automatic", "before-migration", "restore-point"] as const;
export type BackupKind = (typeof BACKUP_KINDS)[number];

const digest = { bytes: z.int(), sha256: z.string() };
const fileSchema = z.object({ key: z.string(), ...digest });
export type BackupFile = z.infer<typeof fileSchema>;

export const FORMAT = 1;

/** What a backup is made of; written last. `objects`: null where it has rows only. */
export const manifestSchema = z.object({
  format: z.literal(FORMAT),
  name: z.string(),
  kind: z.enum(BACKUP_KINDS),
  createdAt: z.iso.datetime(),
  /** The migrations of its rows. */
  migrations: z.array(z.string()).min(1),
  storeId: z.string().nullable(),
  tables: z.array(fileSchema.extend({ table: z.string(), columns: z.array(z.string()), rows: z.int() })),
  objects: z.object({ count: z.int(), totalBytes: z.int(), list: fileSchema }).nullable(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** A line of the list of objects. */
export const backedUpObjectSchema = z.object({ key: z.string(), ...digest });
export type BackedUpObject = z.infer<typeof backedUpObjectSchema>;

/** `isComplete`: false where it is being made, or was cut off: it can't be restored. */
const backupSchema = z.object({
  name: z.string(),
  isComplete: z.boolean(),
  kind: z.enum(BACKUP_KINDS).nullable(),
  createdAt: z.iso.datetime().nullable(),
  rows: z.int().nullable(),
  objects: z.int().nullable(),
  bytes: z.int().nullable(),
});
export type Backup = z.infer<typeof backupSchema>;

/** `place`: null where `BACKUP_DIR` is not set. */
export const backupsSchema = z.object({
  place: z.string().nullable(),
  isRunning: z.boolean(),
  backups: z.array(backupSchema),
});
export type Backups = z.infer<typeof backupsSchema>;
