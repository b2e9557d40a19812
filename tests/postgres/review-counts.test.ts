import { expect, test } from "vitest";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import { saveChecks } from "#lib/db/images/checks.ts";
import { makeCurrent, removeCurrent } from "#lib/db/images/current.ts";
import { insertFixes } from "#lib/db/images/fixes.ts";
import { decide } from "#lib/db/images/review.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";
import { someoneWaits } from "#tests/support/lock-waits.ts";
import { wrongCounts } from "#tests/support/review-tally.ts";

useDatabase();

type Change = (tx: Transaction, id: string) => Promise<unknown>;

const CHANGES: Record<string, Change> = {
  decision: (tx, id) => decide(tx, [id], { decision: "approve", note: null, by: "a test", byId: null }),
  check: (tx, id) => saveChecks(tx, { id, targetVariant: "MAIN" }, { checks: [], verdict: "fail" }),
  fix: (tx, id) => insertFixes(tx, [id], { createdBy: null, createdById: null }),
};
const makeOneCurrent: Change = (tx, id) => makeCurrent(tx, [id]);

/** The second begins while the first is still open. */
async function overlap(id: string, first: Change, second: Change): Promise<void> {
  const { later } = await transaction(async (tx) => {
    await first(tx, id);
    const waiting = transaction((other) => second(other, id));
    await someoneWaits();
    return { later: waiting };
  });
  await later;
}

test.each(Object.entries(CHANGES))(
  "an image that becomes current while a %s is written is counted with it",
  async (_, change) => {
    for (const [first, second] of [
      [change, makeOneCurrent],
      [makeOneCurrent, change],
    ] as const) {
      const id = await makeGeneratedImage();
      await transaction((tx) => removeCurrent(tx, id));
      await overlap(id, first, second);
      expect(await db.currentImage.count({ where: { imageId: id } })).toBe(1);
      expect(await wrongCounts()).toEqual([]);
    }
  },
);
