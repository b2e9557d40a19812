import { expect, test } from "vitest";
import { POST as fix } from "#app/api/images/[id]/fix/route.ts";
import { POST as regenerate } from "#app/api/images/[id]/regenerate/route.ts";
import { DELETE } from "#app/api/images/[id]/route.ts";
import { POST as fixMany } from "#app/api/images/fix/route.ts";
import { POST as restore } from "#app/api/images/restore/route.ts";
import { db, transaction } from "#lib/db/client.ts";
import { claimFix, completeFix } from "#lib/db/images/fixes.ts";
import { findImage } from "#lib/db/images/read.ts";
import { bulkFixResponseSchema } from "#lib/schemas/fix.ts";
import { generateImageResponseSchema } from "#lib/schemas/image.ts";
import { restoreResponseSchema } from "#lib/schemas/restore.ts";
import { generatedKey } from "#lib/storage/keys.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeGeneratedImage, unmake } from "#tests/support/generated-images.ts";
import { answer, context, jsonRequest, problem, request } from "#tests/support/request.ts";
import { waitingImages, waitingMessages } from "#tests/support/waiting-messages.ts";

useDatabase();

type Handler = (request: Request, context: { params: Promise<{ id: string }> }) => Promise<Response>;
const begin = async (handler: Handler, id: string, body: unknown) =>
  (await answer(await handler(jsonRequest("/", body), context({ id })), 202, generateImageResponseSchema)).image.id;
const beginRegenerate = (id: string) => begin(regenerate, id, { note: "More light", from: "source" });
const restored = async (imageIds: string[]) =>
  answer(await restore(jsonRequest("/", { imageIds }), {}), 200, restoreResponseSchema);
const remove = (id: string) => DELETE(request("/", { method: "DELETE" }), context({ id }));
const isCurrent = async (id: string) => (await findImage(id))?.current;

/** Claims a fix as a worker does; the returned function finishes it. */
async function claimByHand(id: string): Promise<() => Promise<boolean>> {
  const { messageId } = await db.generationTask.findUniqueOrThrow({ where: { id } });
  await transaction((tx) => claimFix(tx, id, messageId ?? ""));
  const stored = { storageKey: generatedKey(id), mimeType: "image/png", width: 9, height: 9, bytes: 9, sha256: id };
  return () => transaction((tx) => completeFix(tx, id, stored));
}

test("a regenerate that waits is undone before anyone is asked for it", async () => {
  const id = await makeGeneratedImage();
  const again = await beginRegenerate(id);
  expect(await restored([id])).toEqual({ restored: [id], inProgress: [] });
  expect(await findImage(again)).toBeNull();
  expect(await waitingImages()).toBe(0);
  expect(await isCurrent(id)).toBe(true);
});

test("what a worker has claimed is undone once it is made", async () => {
  const id = await makeGeneratedImage();
  const fixed = await begin(fix, id, {});
  const end = await claimByHand(fixed);
  expect(await restored([id])).toEqual({ restored: [id], inProgress: [id] });
  await end();
  expect(await isCurrent(fixed)).toBe(true);
  expect(await restored([id])).toEqual({ restored: [id], inProgress: [] });
  expect(await Promise.all([id, fixed].map(isCurrent))).toEqual([true, false]);
});

test("fixes that were asked for at once are named, and undone at once, made or not", async () => {
  const ids = [await makeGeneratedImage(), await makeGeneratedImage()];
  const begun = await answer(await fixMany(jsonRequest("/", { selection: {} }), {}), 202, bulkFixResponseSchema);
  expect(new Set(begun.imageIds)).toEqual(new Set(ids));
  const [fixed] = await db.generationTask.findMany({ where: { parentImageId: ids[0] ?? "" } });
  await (await claimByHand(fixed?.id ?? ""))();
  const back = await restored([...begun.imageIds, "gone"]);
  expect(new Set(back.restored)).toEqual(new Set(ids));
  expect(await Promise.all(ids.map(isCurrent))).toEqual([true, true]);
  // That of the fix that was claimed by hand.
  expect(await waitingMessages("fix-image")).toBe(1);
  expect(await db.generationTask.count()).toBe(3);
});

test("a version that waits can be deleted; one that is being made can't", async () => {
  const id = await makeGeneratedImage();
  expect((await remove(await beginRegenerate(id))).status).toBe(204);
  expect(await waitingImages()).toBe(0);
  const fixed = await begin(fix, id, {});
  await claimByHand(fixed);
  await problem(await remove(fixed), 409);
});

test("an image of a job that waits is not deleted", async () => {
  const id = await makeGeneratedImage();
  await unmake(id, { status: "QUEUED" });
  await problem(await remove(id), 409);
});

test("refuses to bring back nothing, and more than 1,000 images", async () => {
  await problem(await restore(jsonRequest("/", { imageIds: [] }), {}), 400);
  const imageIds = Array.from({ length: 1_001 }, (_, index) => `image-${index}`);
  await problem(await restore(jsonRequest("/", { imageIds }), {}), 400);
});
