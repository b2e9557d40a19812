import "server-only";
import { Readable } from "node:stream";
import { stringify } from "csv-stringify/sync";
import { CSV_OPTIONS } from "#lib/csv.ts";
import { listAudit } from "#lib/db/audit.ts";
import type { AuditFilter } from "#lib/schemas/audit.ts";

const COLUMNS = ["at", "user", "user id", "api key", "address", "action", "target", "outcome", "details"];
const BATCH = 5_000;

async function* lines(filter: AuditFilter): AsyncGenerator<string> {
  yield stringify([COLUMNS], { ...CSV_OPTIONS, bom: true });
  for (let cursor: string | undefined; ; ) {
    const { entries, nextCursor } = await listAudit({ ...filter, limit: BATCH, cursor });
    const rows = entries.map(({ at, userName, userId, keyName, address, action, target, outcome, details }) => [
      ...[at, userName ?? "", userId ?? "", keyName ?? "", address ?? "", action, target ?? "", outcome],
      JSON.stringify(details),
    ]);
    yield stringify(rows, CSV_OPTIONS);
    if (nextCursor === null) return;
    cursor = nextCursor;
  }
}

/** Every entry that matches, newest first. */
export function openAudit(filter: AuditFilter): ReadableStream<Uint8Array> {
  const csv = Readable.from(lines(filter), { objectMode: false });
  return Readable.toWeb(csv) as ReadableStream<Uint8Array>;
}
