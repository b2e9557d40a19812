import "server-only";
import { findForgottenDrafts } from "#lib/db/imports.ts";
import { closeImport } from "#lib/import/close-import.ts";
import { log } from "#lib/log.ts";

const DRAFT_MS = 24 * 3_600_000;
const EVERY_MS = 3_600_000;

/** Throws away the drafts that nobody started within a day. */
export async function forgetDrafts(): Promise<void> {
  const drafts = await findForgottenDrafts(new Date(Date.now() - DRAFT_MS));
  for (const id of drafts) await closeImport(id, { status: "CANCELLED" });
}

/** Has forgotten drafts thrown away now and every hour. Returns what ends it. */
export function forgetDraftsHourly(): () => void {
  const forget = () =>
    forgetDrafts().catch((error: unknown) => log().warn({ err: error }, "forgotten drafts stay for another hour"));
  void forget();
  const timer = setInterval(forget, EVERY_MS);
  return () => clearInterval(timer);
}
