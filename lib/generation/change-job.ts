import "server-only";
import { z } from "zod";
import { record } from "#lib/db/audit.ts";
import type { Transaction } from "#lib/db/client.ts";
import { type Idempotency, onceByKey } from "#lib/db/idempotency.ts";
import { findJob } from "#lib/db/jobs/read.ts";
import { type LockedJob, lockJob } from "#lib/db/locks.ts";
import type { AuditAction } from "#lib/schemas/audit.ts";
import type { Job } from "#lib/schemas/job.ts";

const commandedSchema = z.object({ found: z.boolean() });

type Fact = string | number | null;
type Facts = { [name: string]: Fact | { from: Fact; to: Fact } };

type Command = {
  action: AuditAction;
  /** For the audit log, of the job as it was. */
  details?: (job: LockedJob) => Facts;
  prepare?: () => Promise<unknown>;
  change: (tx: Transaction, job: LockedJob) => Promise<void>;
};

/** Null where there is no job of this id. */
export async function changeJob(
  id: string,
  idempotency: Idempotency | null,
  { action, details = () => ({}), prepare = async () => {}, change }: Command,
): Promise<Job | null> {
  const { found } = await onceByKey(idempotency, {
    prepare,
    async write(tx) {
      const job = await lockJob(tx, id);
      const found = job !== null && !job.deleting;
      if (found) {
        await record(action, { target: id, details: { status: job.status, ...details(job) } }, tx);
        await change(tx, job);
      }
      return { found };
    },
    parse: (stored) => commandedSchema.parse(stored),
  });
  if (!found) return null;
  return findJob(id);
}
