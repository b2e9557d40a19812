import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { db, type Transaction, transaction } from "#lib/db/client.ts";
import { makeOnlyCurrent } from "#lib/db/images/current.ts";
import { completeFix } from "#lib/db/images/fixes.ts";
import { deleteImageRow } from "#lib/db/images/removal.ts";
import { decide } from "#lib/db/images/review.ts";
import { lockImage } from "#lib/db/images/versions.ts";
import { endAttempt } from "#lib/generation/end-attempt.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";

// On PGlite these go one after the other; `npm run test:postgres` is where they overlap.
useDatabase();

/** Long enough for another transaction to come as far as it can. */
const HELD_MS = 300;

async function makeVersion(parentId: string, data: { origin: "MODEL" | "FIX" }): Promise<string> {
  const parent = await db.generationTask.findUniqueOrThrow({
    where: { id: parentId },
    select: { productId: true, originJobId: true, chainId: true, targetVariant: true, prompt: true, model: true },
  });
  const id = randomUUID();
  const made = { id, parentImageId: parentId, status: "GENERATING" as const, claims: 1 };
  await db.generationTask.create({ data: { ...parent, ...made, ...data } });
  return id;
}

const stored = (id: string) => {
  return { storageKey: generatedKey(id), mimeType: "image/png", width: 9, height: 9, bytes: 9, sha256: id };
};

async function currentOf(chainId: string): Promise<string[]> {
  return (await db.currentImage.findMany({ where: { chainId } })).map(({ imageId }) => imageId);
}

/** Ends a regenerate as a worker does that holds it. */
function endRegenerate(tx: Transaction, id: string, parentImageId: string): Promise<void> {
  const hold = { id, jobId: null, prompt: "", model: "stub", attempts: 0, round: 0, claims: 1, crashes: 0 };
  const made = { code: "COMPLETED", message: null, counted: null, callMs: null, bill: null };
  const result = { originJobId: null, targetVariant: "MAIN", candidate: 0, mayReuse: false, photoKey: null };
  const pictures = { sourceKey: null, furtherKeys: [], lookKeys: [] };
  const sent = {
    ...pictures,
    turn: 0,
    tier: "standard" as const,
    answer: null,
    format: { aspectRatio: "1:1", imageSize: null } as const,
  };
  const image = { ...hold, ...result, ...sent, parentImageId, unsavedBy: null };
  return endAttempt(tx, image, { kind: "complete", stored: stored(id), measured: null, end: made });
}

test("of a regenerate and a fix that end together the later one counts", async () => {
  const first = await makeGeneratedImage();
  const regenerate = await makeVersion(first, { origin: "MODEL" });
  const fix = await makeVersion(first, { origin: "FIX" });
  await Promise.all([
    transaction(async (tx) => {
      await endRegenerate(tx, regenerate, first);
      await sleep(HELD_MS);
    }),
    sleep(HELD_MS / 3).then(() => transaction((tx) => completeFix(tx, fix, stored(fix)))),
  ]);
  expect(await currentOf(first)).toEqual([fix]);
});

test("one version counts where the current one is deleted while another is made", async () => {
  const first = await makeGeneratedImage();
  const [fix, next] = [await makeVersion(first, { origin: "FIX" }), await makeVersion(first, { origin: "FIX" })];
  await transaction((tx) => completeFix(tx, fix, stored(fix)));
  await Promise.all([
    transaction(async (tx) => {
      await lockImage(tx, fix);
      await deleteImageRow(tx, fix);
      await sleep(HELD_MS);
    }),
    sleep(HELD_MS / 3).then(() => transaction((tx) => completeFix(tx, next, stored(next)))),
  ]);
  expect(await currentOf(first)).toEqual([next]);
});

test("the database takes no second version of an image that is current", async () => {
  const [first, second] = [await makeGeneratedImage(), await makeGeneratedImage()];
  const change = db.currentImage.update({ where: { imageId: second }, data: { chainId: first } });
  await expect(change).rejects.toMatchObject({ code: "P2002" });
});

test("of two images that are chosen at once for a product's variant the later one counts, and neither waits in vain", async () => {
  const productId = await makeProduct();
  const [one, other] = [await makeGeneratedImage({ productId }), await makeGeneratedImage({ productId })];
  let runs = 0;
  const choosing = (id: string) =>
    transaction(async (tx) => {
      runs += 1;
      const image = await lockImage(tx, id);
      await sleep(HELD_MS);
      if (image) await makeOnlyCurrent(tx, image);
    });
  await Promise.all([choosing(one), sleep(HELD_MS / 3).then(() => choosing(other))]);
  expect(await Promise.all([one, other].map(currentOf))).toEqual([[], [other]]);
  expect(runs).toBe(2);
});

test("transactions that wait for each other both go through", async () => {
  const [one, other] = [await makeGeneratedImage(), await makeGeneratedImage()];
  const approve = (...ids: string[]) =>
    transaction(async (tx) => {
      for (const id of ids) {
        await decide(tx, [id], { decision: "approve", note: ids.join(), by: "a test", byId: null });
        await sleep(HELD_MS);
      }
    });
  await Promise.all([approve(one, other), approve(other, one)]);
  expect(await db.imageReview.count()).toBe(4);
});
