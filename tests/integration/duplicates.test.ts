import { expect, test } from "vitest";
import { DELETE, GET, PATCH } from "#app/api/images/[id]/route.ts";
import { db, transaction } from "#lib/db/client.ts";
import { replaceChecks } from "#lib/db/images/checks.ts";
import { findImage } from "#lib/db/images/read.ts";
import { checkStoredImage } from "#lib/review/check-image.ts";
import type { Verdict } from "#lib/schemas/check.ts";
import { generatedImageSchema } from "#lib/schemas/image.ts";
import { thumbnailKey } from "#lib/storage/keys.ts";
import { store } from "#lib/storage/storage.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeFinishedJob, makeGeneratedImage, makeVersionOf } from "#tests/support/generated-images.ts";
import { answer, context, jsonRequest, request } from "#tests/support/request.ts";
import { draw } from "#tests/support/truth-pictures.ts";

useDatabase();

const alike = draw({ size: 600, fill: 0.6 }).jpeg().toBuffer();
const other = draw({ size: 600, fill: 0.9, shift: 0.2 }).jpeg().toBuffer();
const check = (id: string) => checkStoredImage(id, store());

async function duplicateOf(id: string): Promise<Verdict | undefined> {
  return (await findImage(id))?.checks.find((one) => one.id === "duplicate")?.verdict;
}

/** Checks whatever a message waits for. */
async function checkWaiting(): Promise<void> {
  const waiting = await db.$queryRaw<{ imageId: string }[]>`
    SELECT data->>'imageId' AS "imageId" FROM pgboss.job WHERE name = 'check-image' AND state = 'created'`;
  for (const { imageId } of waiting) await check(imageId);
}

/** Two images of one job that look alike, both checked and warned of. */
async function makePair(): Promise<{ jobId: string; first: string; second: string }> {
  const jobId = await makeFinishedJob({ images: 2 });
  const [first, second] = [
    await makeGeneratedImage({ jobId, bytes: await alike }),
    await makeGeneratedImage({ jobId, bytes: await alike }),
  ];
  for (const id of [first, second]) await check(id);
  expect(await Promise.all([first, second].map(duplicateOf))).toEqual(["warn", "warn"]);
  return { jobId, first, second };
}

/** Writes a version of an image that counts in its stead, with another picture. */
async function makeVersion(parentId: string): Promise<string> {
  const id = await makeGeneratedImage({ bytes: await other });
  await makeVersionOf(parentId, id);
  return id;
}

const patch = async (id: string, body: unknown) =>
  expect((await PATCH(jsonRequest("/", body, { method: "PATCH" }), context({ id }))).status).toBe(200);

test("warns of no likeness to an image that was deleted", async () => {
  const { first, second } = await makePair();
  await DELETE(request("/", { method: "DELETE" }), context({ id: second }));
  await checkWaiting();
  expect(await duplicateOf(first)).toBe("pass");
});

test("warns of no likeness to an image whose next version looks otherwise, until it counts again", async () => {
  const { first, second } = await makePair();
  const next = await makeVersion(second);
  await check(next);
  expect(await Promise.all([first, next].map(duplicateOf))).toEqual(["pass", "pass"]);

  await patch(second, { current: true, scope: "versions" });
  await checkWaiting();
  expect(await duplicateOf(first)).toBe("warn");

  await patch(second, { current: false });
  await checkWaiting();
  expect(await duplicateOf(first)).toBe("pass");
});

test("does not compare with versions that don't count", async () => {
  const { jobId, second } = await makePair();
  await check(await makeVersion(second));
  const jobless = await makeGeneratedImage({ jobId, bytes: await alike });
  await db.currentImage.deleteMany({ where: { image: { originJobId: jobId }, imageId: { not: jobless } } });
  await check(jobless);
  expect(await duplicateOf(jobless)).toBe("pass");
});

test("writes no checks of the variant that an image has left", async () => {
  const { second } = await makePair();
  const { checks } = (await findImage(second)) ?? { checks: [] };
  await patch(second, { targetVariant: "PT03" });
  const write = (targetVariant: string) =>
    transaction((tx) => replaceChecks(tx, { id: second, targetVariant }, { checks, verdict: "pass" }));
  await write("MAIN");
  await write("PT03");
  expect(await findImage(second)).toMatchObject({ checks: [], verdict: null });
});

test("checks an image whose source has a damaged thumbnail", async () => {
  const id = await makeGeneratedImage();
  const { storageKey } = await db.sourceImage.findFirstOrThrow({
    where: { images: { some: { id } } },
  });
  await store().put(thumbnailKey(storageKey), Buffer.from("no picture"), "image/webp");
  await checkStoredImage(id, store());
  const { checks } = await answer(await GET(request("/"), context({ id })), 200, generatedImageSchema);
  expect(checks.find((one) => one.id === "unchanged")).toMatchObject({ verdict: "pass", value: null });
});
