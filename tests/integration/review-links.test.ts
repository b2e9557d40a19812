import { expect, test, vi } from "vitest";
import { GET as products } from "#app/api/products/route.ts";
import { GET as picture } from "#app/api/r/[token]/images/[id]/picture/route.ts";
import { POST as decideByLink } from "#app/api/r/[token]/images/[id]/review/route.ts";
import { GET as thumbnail } from "#app/api/r/[token]/images/[id]/thumbnail/route.ts";
import { GET as list } from "#app/api/r/[token]/images/route.ts";
import { POST as unlock } from "#app/api/r/[token]/unlock/route.ts";
import { DELETE as withdraw } from "#app/api/review-links/[id]/route.ts";
import { POST as create, GET as links } from "#app/api/review-links/route.ts";
import { db, transaction } from "#lib/db/client.ts";
import { decide } from "#lib/db/images/review.ts";
import { deleteOldLinks } from "#lib/db/review-links.ts";
import { log } from "#lib/log.ts";
import { reviewLinkCreatedSchema, reviewLinksSchema, sharedImagesSchema } from "#lib/schemas/review-link.ts";
import { store } from "#lib/storage/storage.ts";
import { pageRequest, signedIn, tokenOf, useAccounts } from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";

useAccounts();
useDatabase();

async function makeImage() {
  const id = await makeGeneratedImage();
  const { originJobId, productId } = await db.generationTask.findUniqueOrThrow({ where: { id } });
  return { id, jobId: originJobId ?? "", productId: productId ?? "" };
}

async function makeLink(body: Record<string, unknown>) {
  const { user, cookie } = await signedIn("REVIEWER");
  const made = await create(pageRequest("/api/review-links", { name: "Spring", ...body }, { cookie }), {});
  const { id, url } = await answer(made, 201, reviewLinkCreatedSchema);
  return { id, user, cookie, token: tokenOf(url) };
}

const listOf = (token: string, headers: Record<string, string> = {}, query = "") =>
  list(request(`/api/r/${token}/images${query}`, { headers }), context({ token }));
const decideOn = (token: string, id: string, body: object = { decision: "approve", by: "Zoe" }, cookie = "") =>
  decideByLink(pageRequest("/api/x", body, { cookie }), context({ token, id }));
const pictureOf = (token: string, id: string) => picture(request("/api/x"), context({ token, id }));
const open = (token: string, password: string) => unlock(pageRequest("/api/x", { password }), context({ token }));

test("a link shows the images of its job, and no others", async () => {
  const [own, other] = [await makeImage(), await makeImage()];
  const { token } = await makeLink({ jobId: own.jobId });
  const { images } = await answer(await listOf(token), 200, sharedImagesSchema);
  expect(images.map(({ id }) => id)).toEqual([own.id]);
  for (const get of [picture, thumbnail]) {
    const shown = await get(request("/api/x"), context({ token, id: own.id }));
    expect([shown.status, shown.headers.get("x-content-type-options")]).toEqual([200, "nosniff"]);
    expect(shown.headers.get("content-type")).toMatch(/^image\//);
    await shown.body?.cancel();
    for (const id of [other.id, "../../etc/passwd", "x"])
      await problem(await get(request("/api/x"), context({ token, id })), 404);
  }
});

test("a link of products shows the images of all of them, in parts", async () => {
  const made = [await makeImage(), await makeImage(), await makeImage()];
  const { token } = await makeLink({ productIds: made.slice(0, 2).map(({ productId }) => productId) });
  const first = await answer(await listOf(token, {}, "?limit=1"), 200, sharedImagesSchema);
  const rest = await answer(await listOf(token, {}, `?limit=1&cursor=${first.nextCursor}`), 200, sharedImagesSchema);
  const seen = [...first.images, ...rest.images].map(({ id }) => id);
  expect([seen.sort(), rest.nextCursor]).toEqual([
    made
      .slice(0, 2)
      .map(({ id }) => id)
      .sort(),
    null,
  ]);
});

test("who opens a link decides only where it says so, under the name that they give", async () => {
  const { id, jobId } = await makeImage();
  const other = await makeImage();
  const looking = await makeLink({ jobId });
  await problem(await decideOn(looking.token, id), 403);
  const { id: linkId, token } = await makeLink({ jobId, mayDecide: true });
  await problem(await decideOn(token, other.id), 404);
  await problem(await decideOn(token, id, { decision: "approve", by: " " }), 400);
  await problem(await decideOn(token, id, { decision: "approve", by: "Zoe\0" }), 400);
  const note = "Lovely";
  expect((await decideOn(token, id, { decision: "approve", note, by: "Zoe" })).status).toBe(204);
  expect(await db.imageDecision.findMany()).toMatchObject([
    { imageId: id, decision: "APPROVE", note, by: "Zoe (Spring)", byId: linkId },
  ]);
  const shown = async () => (await answer(await listOf(token), 200, sharedImagesSchema)).images[0]?.review;
  expect(await shown()).toMatchObject({ decision: "approve", note, by: "Zoe (Spring)" });
  const internal = { decision: "reject", note: "Client is in a hurry", by: "Rita (Spring)", byId: null } as const;
  await transaction((tx) => decide(tx, [id], internal));
  expect(await shown()).toMatchObject({ decision: "reject", note: null, by: null });
});

test("a link that is withdrawn, has expired or was made up tells nothing", async () => {
  const { id, jobId } = await makeImage();
  const { token, ...link } = await makeLink({ jobId, mayDecide: true });
  const everything = async (token: string) => [
    await listOf(token),
    await pictureOf(token, id),
    await decideOn(token, id),
    await open(token, "anything at all"),
  ];
  for (const made of ["", "x", `${token}x`, "%00", token.toLowerCase(), link.id])
    for (const response of await everything(made)) await problem(response, 404);
  const [row] = await db.reviewLink.findMany();
  expect(JSON.stringify(row)).not.toContain(token);
  await db.reviewLink.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } });
  for (const response of await everything(token)) await problem(response, 404);
  await deleteOldLinks();
  expect(await db.reviewLink.count()).toBe(0);
});

test("a reviewer lists and withdraws links", async () => {
  const { jobId } = await makeImage();
  const { id, token, cookie } = await makeLink({ jobId, password: "open sesame" });
  const listed = await links(request("/api/review-links", { headers: { cookie } }), {});
  expect(await answer(listed, 200, reviewLinksSchema)).toMatchObject({
    links: [{ id, name: "Spring", jobId, hasPassword: true, createdBy: "reviewer", lastUsedAt: null }],
  });
  const gone = () => withdraw(pageRequest("/api/x", {}, { cookie }), context({ id }));
  expect((await gone()).status).toBe(204);
  await problem(await gone(), 404);
  await problem(await listOf(token), 404);
});

test("a link ends with the right of its maker to review", async () => {
  const { jobId } = await makeImage();
  const { token, user } = await makeLink({ jobId });
  await db.user.update({ where: { id: user.id }, data: { role: "VIEWER" } });
  await problem(await listOf(token), 404);
  for (const editorsApprove of [true, false]) {
    await db.user.update({ where: { id: user.id }, data: { role: "EDITOR" } });
    await db.settings.upsert({ where: { id: 1 }, create: { id: 1, editorsApprove }, update: { editorsApprove } });
    expect((await listOf(token)).status).toBe(editorsApprove ? 200 : 404);
  }
  await db.user.update({ where: { id: user.id }, data: { role: "ADMIN" } });
  expect((await listOf(token)).status).toBe(200);
  await db.user.delete({ where: { id: user.id } });
  await problem(await listOf(token), 404);
});

test("a password opens its link only, and guesses are limited", async () => {
  const { id, jobId } = await makeImage();
  const { token } = await makeLink({ jobId, mayDecide: true, password: "open sesame" });
  const other = await makeLink({ jobId, password: "other phrase" });
  for (const response of [await listOf(token), await pictureOf(token, id), await decideOn(token, id)])
    await problem(response, 401);
  await problem(await open(token, "open sesam"), 401);
  const opened = await open(token, "open sesame");
  const [set = ""] = opened.headers.getSetCookie();
  expect([opened.status, set]).toEqual([204, expect.stringMatching(/; Path=\/; HttpOnly; SameSite=Lax$/)]);
  const [cookie = ""] = set.split(";");
  expect((await listOf(token, { cookie })).status).toBe(200);
  expect((await decideOn(token, id, undefined, cookie)).status).toBe(204);
  await problem(await listOf(other.token, { cookie }), 401);
  const [name, proof] = cookie.split("=");
  await problem(await listOf(token, { cookie: `${name}=${proof?.slice(0, -1)}x` }), 401);
  for (let tries = 0; tries < 5; tries += 1) await problem(await open(token, "guess"), 401);
  const limited = await open(token, "open sesame");
  expect(Number(limited.headers.get("retry-after"))).toBeGreaterThan(0);
  await problem(limited, 429);
  expect((await listOf(token, { cookie })).status).toBe(200);
});

test("a link is no session", async () => {
  const { jobId } = await makeImage();
  const { token } = await makeLink({ jobId });
  const bearer = { authorization: `Bearer ${token}`, cookie: `packshot=${token}` };
  await problem(await products(request("/api/products", { headers: bearer }), {}), 401);
  await problem(await links(request("/api/review-links", { headers: bearer }), {}), 401);
});

test("the log does not have the token", async () => {
  const { id, jobId } = await makeImage();
  const { token } = await makeLink({ jobId });
  const logged = vi.spyOn(log(), "error");
  vi.spyOn(store(), "open").mockRejectedValueOnce(new Error("broken"));
  await problem(await picture(request(`/api/r/${token}/images/${id}/picture`), context({ token, id })), 500);
  expect(logged).toHaveBeenCalledWith(
    expect.objectContaining({ path: `/api/r/…/images/${id}/picture` }),
    expect.anything(),
  );
  logged.mockRestore();
});

test("a link needs a job that exists, or products, and a time to live", async () => {
  const { cookie } = await signedIn("REVIEWER");
  const wrong = [
    {},
    { jobId: "x", productIds: ["y"] },
    { productIds: [] },
    { productIds: Array.from({ length: 501 }, (_, n) => `p${n}`) },
    { jobId: "x", days: 0 },
    { jobId: "x", days: 91 },
    { jobId: "x", password: "short" },
    { jobId: "x", createdById: "admin" },
  ];
  for (const body of wrong)
    await problem(await create(pageRequest("/api/review-links", { name: "A", ...body }, { cookie }), {}), 400);
  await problem(await create(pageRequest("/api/review-links", { name: "A", jobId: "none" }, { cookie }), {}), 404);
});
