import { expect, test } from "vitest";
import { POST as ask } from "#app/api/images/[id]/redo-requests/route.ts";
import { POST as regenerate } from "#app/api/images/[id]/regenerate/route.ts";
import { DELETE as deleteImage } from "#app/api/images/[id]/route.ts";
import { DELETE as dismiss } from "#app/api/redo-requests/[id]/route.ts";
import { GET as list } from "#app/api/redo-requests/route.ts";
import { POST as restore } from "#app/api/restore/route.ts";
import { db } from "#lib/db/client.ts";
import { generateImageResponseSchema } from "#lib/schemas/image.ts";
import { redoRequestSchema, redoRequestsSchema } from "#lib/schemas/redo-request.ts";
import type { Role } from "#lib/schemas/user.ts";
import { APP_URL, pageRequest, signedIn, useAccounts } from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";

useAccounts();
useDatabase();

const NOTE = "Softer shadows";

async function caller(role: Role) {
  const { cookie } = await signedIn(role);
  const post = (body: unknown) => pageRequest("/api/x", body, { cookie });
  const init = { headers: { cookie, origin: APP_URL } };
  return {
    ask: (id: string, note = NOTE) => ask(post({ note }), context({ id })),
    regenerate: (id: string) => regenerate(post({ note: NOTE, from: "result" }), context({ id })),
    dismiss: (id: string) => dismiss(request("/api/x", { method: "DELETE", ...init }), context({ id })),
    deleteImage: (id: string) => deleteImage(request("/api/x", { method: "DELETE", ...init }), context({ id })),
    restore: (id: string) => restore(post({ id }), {}),
    list: async () => answer(await list(request("/api/x", init), {}), 200, redoRequestsSchema),
  };
}

test("a reviewer asks for a new version, and editors see who asked for what", async () => {
  const [reviewer, editor] = [await caller("REVIEWER"), await caller("EDITOR")];
  const id = await makeGeneratedImage();
  const asked = await answer(await reviewer.ask(id), 201, redoRequestSchema);
  expect(asked).toMatchObject({ imageId: id, note: NOTE, by: "reviewer", targetVariant: "MAIN" });
  await reviewer.ask(id, "And a lower angle");
  const { requests, total } = await editor.list();
  expect(total).toBe(2);
  expect(requests.map(({ note }) => note)).toEqual([NOTE, "And a lower angle"]);
  expect(requests[0]).toEqual(asked);
});

test("a new version closes the requests of all versions of the image, and of no other one", async () => {
  const [reviewer, editor] = [await caller("REVIEWER"), await caller("EDITOR")];
  const [id, other] = [await makeGeneratedImage(), await makeGeneratedImage()];
  for (const each of [id, other]) await answer(await reviewer.ask(each), 201, redoRequestSchema);
  await problem(await reviewer.regenerate(id), 403);
  await answer(await editor.regenerate(id), 202, generateImageResponseSchema);
  expect((await editor.list()).requests.map(({ imageId }) => imageId)).toEqual([other]);
});

test("an editor dismisses a request, and a reviewer does not", async () => {
  const [reviewer, editor] = [await caller("REVIEWER"), await caller("EDITOR")];
  const { id } = await answer(await reviewer.ask(await makeGeneratedImage()), 201, redoRequestSchema);
  await problem(await reviewer.dismiss(id), 403);
  expect((await editor.dismiss(id)).status).toBe(204);
  await problem(await editor.dismiss(id), 404);
  expect(await editor.list()).toEqual({ requests: [], total: 0 });
});

test("a request needs a note and an image with a picture", async () => {
  const reviewer = await caller("REVIEWER");
  const gone = await makeGeneratedImage();
  await db.generatedImage.update({ where: { id: gone }, data: { storageKey: null } });
  await problem(await reviewer.ask(gone), 409);
  await problem(await reviewer.ask(await makeGeneratedImage(), " "), 400);
  await problem(await reviewer.ask("unknown"), 404);
  await problem(await (await caller("VIEWER")).ask(gone), 403);
});

test("requests go with their image, and come back with it", async () => {
  const [reviewer, admin] = [await caller("REVIEWER"), await caller("ADMIN")];
  const id = await makeGeneratedImage();
  const asked = await answer(await reviewer.ask(id), 201, redoRequestSchema);
  expect((await admin.deleteImage(id)).status).toBe(204);
  expect((await admin.list()).total).toBe(0);
  expect((await admin.restore(id)).ok).toBe(true);
  expect((await admin.list()).requests).toEqual([asked]);
});
