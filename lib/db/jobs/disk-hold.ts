import "server-only";
import type { Hold } from "#lib/db/jobs/holds.ts";
import { lowSpaceForData } from "#lib/storage/disk-space.ts";

const LOOK_AGAIN_MS = 5_000;

/** It is no row: the disk of DATA_DIR has no room for rows. */
export async function diskHold(): Promise<Hold | null> {
  if ((await lowSpaceForData()) === null) return null;
  return {
    id: "store",
    account: null,
    model: null,
    tier: "standard",
    code: "DISK_FULL",
    message: "",
    state: "HELD",
    until: new Date(Date.now() + LOOK_AGAIN_MS),
    waitMs: LOOK_AGAIN_MS,
    holdsInARow: 1,
    followMs: null,
  };
}
