import "server-only";
import { createHash } from "node:crypto";
import { record } from "#lib/db/audit.ts";
import { isUniqueViolation, type Transaction } from "#lib/db/client.ts";
import { countUnfinishedJobs } from "#lib/db/jobs/read.ts";
import { AppError } from "#lib/errors.ts";

// What image types, templates, looks and shot lists have in common: each has a name of its own, and jobs use it.

/** For what a write throws: a 409 where another one has the name. */
export const nameTaken =
  (what: string) =>
  (cause: unknown): never => {
    if (isUniqueViolation(cause)) throw new AppError("conflict", `Another ${what} has this name.`, { cause });
    throw cause;
  };

/** Throws a 409 while an unfinished job uses it. */
export async function refuseInUse(
  tx: Transaction,
  uses: Parameters<typeof countUnfinishedJobs>[1],
  what: string,
): Promise<void> {
  if ((await countUnfinishedJobs(tx, uses)) > 0)
    throw new AppError("conflict", `An unfinished job uses this ${what}. Wait for it to finish, or cancel it.`);
}

type NamedRow = { id: string; name: string };

const hashOf = (row: NamedRow | null) =>
  row && createHash("sha256").update(JSON.stringify(row)).digest("hex").slice(0, 16);

/** Of the texts their hash: the audit log holds no prompts. Null: it did not exist, or does not any more. */
export async function recordPrompt(
  tx: Transaction,
  kind: string,
  before: NamedRow | null,
  after: NamedRow | null,
): Promise<void> {
  const row = after ?? before;
  if (!row || hashOf(before) === hashOf(after)) return;
  const action = before === null ? "prompt.create" : after === null ? "prompt.delete" : "prompt.change";
  const details = { kind, name: row.name, hash: { from: hashOf(before), to: hashOf(after) } };
  await record(action, { target: row.id, details }, tx);
}
