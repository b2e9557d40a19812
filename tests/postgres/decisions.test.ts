import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { db, transaction } from "#lib/db/client.ts";
import { decide } from "#lib/db/images/review.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";

useDatabase();

/** Long enough for another transaction to come as far as it can. */
const HELD_MS = 300;

test("images that are decided about are taken by their ids, so that nobody waits for one that comes later", async () => {
  const [first = "", last = ""] = [await makeGeneratedImage(), await makeGeneratedImage()].sort();
  await db.$executeRaw`UPDATE "GeneratedImage" SET sha256 = 'moved to the end' WHERE id = ${first}`;
  const note = { decision: "approve" as const, note: null, by: "a test", byId: null };
  const { both } = await transaction(async (tx) => {
    await tx.$executeRaw`SELECT id FROM "GeneratedImage" WHERE id = ${first} FOR UPDATE`;
    const waiting = transaction((inner) => decide(inner, [last, first], note));
    await sleep(HELD_MS);
    await transaction((inner) => decide(inner, [last], note));
    return { both: waiting };
  });
  expect(await both).toEqual([first]);
  expect(await db.imageReview.count()).toBe(2);
});
