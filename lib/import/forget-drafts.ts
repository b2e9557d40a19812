import "server-only";
import { findForgottenDrafts } from "#lib/db/imports/state.ts";
import { closeImport } from "#lib/import/close-import.ts";

const DRAFT_MS = 24 * 3_600_000;

/** Throws away the drafts that nobody started within a day. */
export async function forgetDrafts(): Promise<void> {
  const drafts = await findForgottenDrafts(new Date(Date.now() - DRAFT_MS));
  for (const id of drafts) await closeImport(id, { status: "CANCELLED" });
}
