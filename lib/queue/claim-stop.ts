import "server-only";
import { db } from "#lib/db/client.ts";
import { schemaTrouble } from "#lib/db/migrate.ts";
import { log } from "#lib/log.ts";
import { once } from "#lib/once.ts";
import type { QueueName } from "#lib/queue/queues.ts";
import { lowSpaceForData } from "#lib/storage/disk-space.ts";

/** What makes room when the disk is full. */
const FREES_SPACE: QueueName = "remove-objects";
const SCHEMA_EVERY_MS = 10_000;

type State = { schema: string | null; schemaReadAt: number; told: "schema" | "disk" | null };

const state = () => once("claim-stop", (): State => ({ schema: null, schemaReadAt: -Infinity, told: null }));

async function newerSchema(): Promise<string | null> {
  const known = state();
  if (performance.now() - known.schemaReadAt > SCHEMA_EVERY_MS) {
    known.schemaReadAt = performance.now();
    known.schema = await schemaTrouble((sql, values) => db.$queryRawUnsafe(sql, ...values));
  }
  return known.schema;
}

/** Logs why nothing is claimed, once for all queues of the process, and the end of it. */
function tell(kind: State["told"], reason: string | null): void {
  const known = state();
  if (known.told === kind) return;
  known.told = kind;
  if (reason === null) log().info("claiming work again");
  else log().warn(`No work is claimed. ${reason}`);
}

export async function mayClaim(queue: QueueName): Promise<boolean> {
  const schema = await newerSchema();
  const disk = schema === null ? await lowSpaceForData() : null;
  tell(schema ? "schema" : disk ? "disk" : null, schema ?? disk);
  return schema === null && (disk === null || queue === FREES_SPACE);
}
