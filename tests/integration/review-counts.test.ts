import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { LOCAL_USER } from "#lib/auth/permissions.ts";
import { removeProduct } from "#lib/catalog/edit-product.ts";
import { restoreDeleted } from "#lib/catalog/restore-deleted.ts";
import { db, isMissingRow, transaction } from "#lib/db/client.ts";
import { saveChecks } from "#lib/db/images/checks.ts";
import { completeFix, failFix } from "#lib/db/images/fixes.ts";
import { insertImage } from "#lib/db/images/made.ts";
import { summarizeReview } from "#lib/db/images/review-list.ts";
import { addUpTallies } from "#lib/db/metrics.ts";
import { AppError } from "#lib/errors.ts";
import { reviewImages } from "#lib/review/decide.ts";
import { deleteImage } from "#lib/review/delete-image.ts";
import { changeImage, fixImage } from "#lib/review/versions.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { makeFinishedJob } from "#tests/support/generated-images.ts";
import { seededRandom } from "#tests/support/random.ts";
import { wrongCounts } from "#tests/support/review-tally.ts";

// On PGlite these go one after the other; `npm run test:postgres` is where they overlap.
useDatabase();

const PRODUCTS = 3;
const ROUNDS = 30;
const AT_ONCE = 4;

const stored = (id: string) => {
  return { storageKey: generatedKey(id), mimeType: "image/png", width: 9, height: 9, bytes: 9, sha256: id };
};

/** As a worker that made it: a first image, or a version of another one. */
async function finish(facts: { productId: string; jobId: string } | { parentImageId: string }): Promise<void> {
  const id = randomUUID();
  if ("jobId" in facts) {
    const { productId, jobId } = facts;
    const data = {
      id,
      chainId: id,
      productId,
      originJobId: jobId,
      targetVariant: "MAIN",
      status: "COMPLETED" as const,
    };
    await db.generationTask.create({ data: { ...data, prompt: "A photo", model: "demo" } });
    await transaction((tx) => insertImage(tx, id, stored(id)));
    return;
  }
  const fix = await fixImage(facts.parentImageId, { size: 1_600 });
  if (fix) await transaction((tx) => completeFix(tx, fix.id, stored(fix.id)));
}

/** Returns the id of the failed fix. */
async function refuseFix(parentImageId: string): Promise<string> {
  const fix = await fixImage(parentImageId, { size: 1_600 });
  if (fix) await transaction((tx) => failFix(tx, fix.id, "CANNOT_FIX", "It has no background."));
  return fix?.id ?? "none";
}

test("the kept counts are those of the images, whatever happens to them at once", async () => {
  const random = seededRandom(20_261_130);
  const pick = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)] as Value;
  const jobs = [await makeFinishedJob(), await makeFinishedJob()];
  const products = await Promise.all(Array.from({ length: PRODUCTS }, () => makeProduct()));
  const anImage = async () => pick(await db.generatedImage.findMany({ orderBy: { id: "asc" } }))?.id ?? "none";
  const aTask = async () => pick(await db.generationTask.findMany({ orderBy: { id: "asc" } }))?.id ?? "none";
  const aDeletion = async () => pick(await db.deletion.findMany({ orderBy: { id: "asc" } }))?.id ?? "none";
  const changes: (() => Promise<unknown>)[] = [
    () => finish({ productId: pick(products), jobId: pick(jobs) }),
    () => finish({ productId: pick(products), jobId: pick(jobs) }),
    async () => finish({ parentImageId: await anImage() }),
    async () => refuseFix(await anImage()),
    async () => {
      const decision = pick(["approve", "reject", "none"] as const);
      return reviewImages({ imageIds: [...new Set([await anImage(), await anImage()])], decision });
    },
    async () => {
      const verdict = pick(["pass", "warn", "fail"] as const);
      const checks = [{ id: pick(["background", "border"] as const), verdict, value: 1, unit: "%", limit: 2 }];
      const id = await anImage();
      return transaction((tx) => saveChecks(tx, { id, targetVariant: "MAIN" }, { checks, verdict }));
    },
    async () => changeImage(await anImage(), { current: pick([true, false]), scope: pick(["versions", undefined]) }),
    async () => changeImage(await anImage(), { targetVariant: pick(["MAIN", "PT01"]) }),
    async () => deleteImage(await aTask(), LOCAL_USER),
    () => removeProduct(pick(products)),
    async () => restoreDeleted(await aDeletion()),
    async () => restoreDeleted(await aDeletion()),
    addUpTallies,
  ];
  const refused: string[] = [];
  const change = async () => {
    try {
      await pick(changes)();
    } catch (error) {
      // Its image, or its product, was deleted meanwhile.
      if (!(error instanceof AppError || isMissingRow(error))) throw error;
      refused.push(String(error));
    }
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    await Promise.all(Array.from({ length: AT_ONCE }, change));
    expect(await wrongCounts(), `round ${round}`).toEqual([]);
  }
  expect(refused.length).toBeLessThan((ROUNDS * AT_ONCE) / 2);
  expect((await summarizeReview({})).total).toBeGreaterThan(0);
});

test("an image counts as fixable again when its failed fix is deleted", async () => {
  await finish({ productId: await makeProduct(), jobId: await makeFinishedJob() });
  const { id } = await db.generatedImage.update({
    where: { id: (await db.generatedImage.findFirstOrThrow()).id },
    data: { verdict: "FAIL" },
  });
  expect((await summarizeReview({})).unreviewedFixable).toBe(1);
  const fixId = await refuseFix(id);
  expect((await summarizeReview({})).unreviewedFixable).toBe(0);
  await deleteImage(fixId, LOCAL_USER);
  expect((await summarizeReview({})).unreviewedFixable).toBe(1);
});
