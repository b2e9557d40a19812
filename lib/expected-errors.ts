import "server-only";
import { CantStart } from "#lib/cant-start.ts";
import { BackupRunning } from "#lib/db/backup/lease.ts";
import { EnvError } from "#lib/env.ts";
import { DataDirInUse } from "#lib/storage/data-dir.ts";
import { isStoreError } from "#lib/storage/store.ts";

/** Its message says all that the operator needs. */
export const isExpected = (error: unknown): error is Error =>
  [EnvError, DataDirInUse, CantStart, BackupRunning].some((kind) => error instanceof kind) || isStoreError(error);
