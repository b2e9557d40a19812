import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { transaction } from "#lib/db/client.ts";
import { findUncheckedMain } from "#lib/db/images/export.ts";
import { log } from "#lib/log.ts";
import { once } from "#lib/once.ts";
import { enqueue } from "#lib/queue/boss.ts";
import { checkMessage } from "#lib/queue/queues.ts";
import { checkNow } from "#lib/review/check-image.ts";
import type { ExportQuery } from "#lib/schemas/export.ts";
import { isStoreError } from "#lib/storage/store.ts";

const QUEUE = "check-image";
/** How long whoever asks waits for it: an export answers within a second. */
const BUDGET_MS = 500;
const AT_ONCE = 1_000;
const MOST_SEEN = 10_000;
const SEEN_FOR_MS = 3_600_000;

/** The images that this process has seen to, and when: those that can't be read stay unchecked, and must not be tried at every request. */
const seen = () => once("seen-to-before-export", () => new Map<string, number>());

function forgetOld(): void {
  const old = Date.now() - SEEN_FOR_MS;
  for (const [id, at] of seen()) {
    if (at > old && seen().size <= MOST_SEEN) return;
    seen().delete(id);
  }
}

/** Measures images one after the other until the time is up. Returns those that are left. */
async function measure(ids: string[], until: number): Promise<string[]> {
  for (const [place, id] of ids.entries()) {
    if (performance.now() >= until) return ids.slice(place);
    try {
      await checkNow([id]);
    } catch (error) {
      if (!isStoreError(error)) throw error;
      return ids.slice(place); // A worker waits until the store is back; this one can't.
    }
  }
  return [];
}

async function leaveToWorkers(ids: string[]): Promise<void> {
  if (ids.length === 0) return;
  await transaction((tx) => enqueue(tx, QUEUE, ids.map(checkMessage)));
}

/**
 * Measures the approved MAIN images of an export that were not measured yet: as many as half a second allows, then workers
 * continue with the rest. What fails about it is logged: the images are shown as not checked.
 */
export async function checkWhatWasNot(scope: Pick<ExportQuery, "jobId" | "variant" | "includeFailing">): Promise<void> {
  if (scope.includeFailing) return;
  forgetOld();
  const ids = await findUncheckedMain(scope, { except: [...seen().keys()], limit: AT_ONCE });
  if (ids.length === 0) return;
  for (const id of ids) seen().set(id, Date.now());
  const done = measure(ids, performance.now() + BUDGET_MS)
    .then(leaveToWorkers)
    .catch((error: unknown) => log().error({ err: error }, "images of an export not checked"));
  await Promise.race([done, sleep(BUDGET_MS)]);
}
