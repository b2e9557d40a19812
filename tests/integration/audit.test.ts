import { expect, test } from "vitest";
import { POST as changePassword } from "#app/api/account/password/route.ts";
import { GET as csv } from "#app/api/audit/audit.csv/route.ts";
import { GET as audit } from "#app/api/audit/route.ts";
import { GET as results } from "#app/api/export/results.csv/route.ts";
import * as imageType from "#app/api/image-types/[id]/route.ts";
import { POST as createImageType } from "#app/api/image-types/route.ts";
import { POST as regenerate } from "#app/api/images/[id]/regenerate/route.ts";
import { POST as startJob } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { DELETE as withdraw } from "#app/api/invites/[id]/route.ts";
import { POST as accept } from "#app/api/invites/accept/route.ts";
import { POST as invite } from "#app/api/invites/route.ts";
import { POST as cancel } from "#app/api/jobs/[id]/cancel/route.ts";
import { POST as pause } from "#app/api/jobs/[id]/pause/route.ts";
import * as jobRoute from "#app/api/jobs/[id]/route.ts";
import { DELETE as revoke } from "#app/api/keys/[id]/route.ts";
import { POST as createKey } from "#app/api/keys/route.ts";
import { DELETE as removeProduct } from "#app/api/products/[id]/route.ts";
import { POST as importFile } from "#app/api/products/import/route.ts";
import { POST as restore } from "#app/api/restore/route.ts";
import { DELETE as unshare } from "#app/api/review-links/[id]/route.ts";
import { POST as share } from "#app/api/review-links/route.ts";
import { PATCH as changeSettings } from "#app/api/settings/route.ts";
import { POST as signIn } from "#app/api/sign-in/route.ts";
import { POST as signOut } from "#app/api/sign-out/route.ts";
import { POST as endSessions } from "#app/api/users/[id]/end-sessions/route.ts";
import { POST as passwordLink } from "#app/api/users/[id]/password-link/route.ts";
import * as userRoute from "#app/api/users/[id]/route.ts";
import { deleteOldAudit, record } from "#lib/db/audit.ts";
import { db } from "#lib/db/client.ts";
import { newApiKeySchema } from "#lib/schemas/api-key.ts";
import { auditSchema } from "#lib/schemas/audit.ts";
import { bulkGenerateResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { imageTypeSchema } from "#lib/schemas/image-type.ts";
import { reviewLinkCreatedSchema } from "#lib/schemas/review-link.ts";
import { bearer, keyOf, PASSWORD, pageRequest, setupToken, signedIn, useAccounts } from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeImageType, makeProduct } from "#tests/support/factories.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";

useAccounts();
useDatabase();

const ADDRESS = "192.0.2.7";
type Headers = Record<string, string>;
const from = (headers: Headers) => ({ "x-packshot-address": ADDRESS, origin: "http://localhost:3000", ...headers });
const post = (body: unknown, headers: Headers = {}) => pageRequest("/api/x", body, from(headers));
const patch = (body: unknown, headers: Headers) => new Request(post(body, headers), { method: "PATCH" });
const remove = (headers: Headers) => request("/api/x", { method: "DELETE", headers: from(headers) });

/** Newest first, as an admin reads them, who is not in it. */
async function entries(query = "") {
  const { cookie } = await signedIn("ADMIN");
  const response = await audit(request(`/api/audit${query}`, { headers: { cookie } }), {});
  return (await answer(response, 200, auditSchema)).entries;
}

async function actions() {
  return (await entries()).map(({ action, outcome }) => (outcome === "done" ? action : `${action} refused`)).reverse();
}

const ANA = { name: "Ana", email: "ana@example.com", password: PASSWORD };

async function makeAna(): Promise<string> {
  await accept(post({ token: await setupToken(), ...ANA }), context({}));
  const response = await signIn(post({ email: ANA.email, password: PASSWORD }), context({}));
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

test("sign-ins, failures, sign-outs and changes of a password are recorded with who and from where, without a password", async () => {
  const cookie = await makeAna();
  await signIn(post({ email: ANA.email, password: "a wrong one" }), context({}));
  const passwords = { currentPassword: PASSWORD, newPassword: "another phrase of words" };
  await changePassword(post({ ...passwords, currentPassword: "a wrong one" }, { cookie }), {});
  const changed = await changePassword(post(passwords, { cookie }), {});
  await signOut(post({}, { cookie: changed.headers.getSetCookie()[0]?.split(";")[0] ?? "" }), context({}));
  expect(await actions()).toEqual([
    "user.create",
    "session.sign-in",
    "session.sign-in refused",
    "password.refuse",
    "password.change",
    "session.sign-out",
  ]);
  const all = await entries();
  expect(all.map(({ address }) => address)).toEqual(Array.from(all, () => ADDRESS));
  const { id } = await db.user.findUniqueOrThrow({ where: { email: ANA.email } });
  expect(all.map(({ userId, userName }) => userId === id && userName === "Ana")).toEqual([
    ...[true, true, true, false, true, true],
  ]);
  expect(all.find(({ outcome }) => outcome === "refused")?.details).toEqual({ email: ANA.email });
  for (const secret of [PASSWORD, "a wrong one", "another phrase"]) expect(JSON.stringify(all)).not.toContain(secret);
});

test("what admins do with users is recorded", async () => {
  const { user: admin, cookie } = await signedIn("ADMIN");
  const bob = await signedIn("VIEWER");
  const params = () => context({ id: bob.user.id });
  await invite(post({ email: "eve@example.com", role: "EDITOR" }, { cookie }), {});
  const { id } = await db.invite.findFirstOrThrow();
  await withdraw(remove({ cookie }), context({ id }));
  await passwordLink(post({}, { cookie }), params());
  await userRoute.PATCH(patch({ role: "EDITOR" }, { cookie }), params());
  await userRoute.PATCH(patch({ role: "EDITOR" }, { cookie }), params());
  await endSessions(post({}, { cookie }), params());
  await userRoute.DELETE(remove({ cookie }), params());
  const done = (await entries()).reverse();
  expect(done.map(({ action, details }) => [action, details])).toEqual([
    ["invite.create", { email: "eve@example.com", role: "EDITOR" }],
    ["invite.withdraw", { email: "eve@example.com", role: "EDITOR" }],
    ["password.link", { email: bob.user.email }],
    ["user.role", { name: "viewer", role: { from: "VIEWER", to: "EDITOR" } }],
    ["session.end", { name: "viewer", sessions: 0 }],
    ["user.remove", { name: "viewer", email: bob.user.email, role: "EDITOR" }],
  ]);
  expect(new Set(done.map(({ userId }) => userId))).toEqual(new Set([admin.id]));
});

test("keys are recorded, and what is done with one names it", async () => {
  const { user, cookie } = await signedIn("EDITOR");
  const made = await createKey(post({ name: "CI", permissions: ["read"], expiresInDays: null }, { cookie }), {});
  const { id, key } = await answer(made, 201, newApiKeySchema);
  const editing = await keyOf(user.id, ["prompt"]);
  await createImageType(post({ name: "Lifestyle", defaultPrompt: "a prompt", order: 1 }, bearer(editing)), {});
  await revoke(remove({ cookie }), context({ id }));
  const all = await entries();
  expect(all.map(({ action, keyName, userId }) => [action, keyName, userId])).toEqual([
    ["key.revoke", null, user.id],
    ["prompt.create", "script", user.id],
    ["key.create", null, user.id],
  ]);
  expect(JSON.stringify(all)).not.toContain(key);
});

test("settings and budgets are recorded with old and new, and prompts by their hash", async () => {
  const { cookie } = await signedIn("ADMIN");
  await changeSettings(patch({ budgetDayUsd: 20 }, { cookie }), {});
  await changeSettings(patch({ budgetDayUsd: 30 }, { cookie }), {});
  await changeSettings(patch({ budgetDayUsd: 30 }, { cookie }), {});
  expect((await entries()).map(({ details }) => details)).toEqual([
    { budgetDayUsd: { from: 20, to: 30 } },
    { budgetDayUsd: { from: null, to: 20 } },
  ]);
  const input = { name: "Lifestyle", defaultPrompt: "a secret recipe", order: 1 };
  const { id } = await answer(await createImageType(post(input, { cookie }), {}), 201, imageTypeSchema);
  const change = (body: object) => imageType.PATCH(patch(body, { cookie }), context({ id }));
  await change({ defaultPrompt: "another recipe" });
  await change({ defaultPrompt: "another recipe" });
  await imageType.DELETE(remove({ cookie }), context({ id }));
  const [deleted, changed, created, ...rest] = await entries();
  expect([created?.action, changed?.action, deleted?.action]).toEqual([
    "prompt.create",
    "prompt.change",
    "prompt.delete",
  ]);
  expect(rest).toHaveLength(2);
  const hashes = [created, changed, deleted].map((entry) => entry?.details.hash as { from: unknown; to: unknown });
  expect(hashes[0]?.from).toBeNull();
  expect(hashes[0]?.to).toBe(hashes[1]?.from);
  expect(hashes[1]?.to).toBe(hashes[2]?.from);
  expect(hashes[1]?.to).not.toBe(hashes[1]?.from);
  expect(JSON.stringify(await entries())).not.toContain("recipe");
});

test("jobs, exports, deletions and restores are recorded", async () => {
  const { user, cookie } = await signedIn("ADMIN");
  const [productId, imageTypeId] = [await makeProduct(), await makeImageType()];
  const body = { productIds: [productId], variant: "MAIN", imageTypeId };
  const { jobId } = await answer(await startJob(post(body, { cookie }), {}), 201, bulkGenerateResponseSchema);
  const params = () => context({ id: jobId });
  await pause(post({}, { cookie }), params());
  await jobRoute.PATCH(patch({ budgetUsd: 7 }, { cookie }), params());
  await cancel(post({}, { cookie }), params());
  await problem(await jobRoute.PATCH(patch({ budgetUsd: 7 }, { cookie }), context({ id: "unknown" })), 404);
  await results(request("/api/x", { headers: from({ cookie }) }), {});
  const other = await makeProduct();
  await removeProduct(remove({ cookie }), context({ id: other }));
  await restore(post({ id: other }, { cookie }), {});
  expect(
    (await entries(`?user=${user.id}`)).reverse().map(({ action, target, details }) => [action, target, details]),
  ).toEqual([
    ["job.start", jobId, { images: 1 }],
    ["job.pause", jobId, { status: "QUEUED" }],
    ["job.budget", jobId, { status: "PAUSED", budgetUsd: { from: null, to: 7 } }],
    ["job.cancel", jobId, { status: "PAUSED" }],
    ["export.download", null, { file: "results.csv" }],
    ["product.delete", other, { title: expect.any(String), photos: 1, images: 0 }],
    ["deletion.restore", other, { kind: "product", title: expect.any(String), photos: 1, images: 0 }],
  ]);
});

test("imports, images that are made again and review links are recorded", async () => {
  const { user, cookie } = await signedIn("ADMIN");
  const id = await makeGeneratedImage();
  const { jobId } = await db.generationTask.findUniqueOrThrow({ where: { id } });
  const form = new FormData();
  form.set("file", new File(["title\nMug\n"], "mugs.csv"));
  // It waits for a worker, of which there is none here.
  const stop = new AbortController();
  const sent = { method: "POST", body: form, headers: from({ cookie }), signal: stop.signal };
  const imported = importFile(request("/api/x", sent), {});
  await expect.poll(() => db.auditEntry.count()).toBe(1);
  stop.abort();
  await imported;
  expect((await regenerate(post({ note: "Brighter" }, { cookie }), context({ id }))).status).toBe(202);
  const shared = await share(post({ name: "Spring", jobId }, { cookie }), {});
  const { id: linkId } = await answer(shared, 201, reviewLinkCreatedSchema);
  await unshare(remove({ cookie }), context({ id: linkId }));
  expect(await entries()).toMatchObject([
    { action: "review-link.withdraw", target: linkId },
    { action: "review-link.create", target: linkId, details: { name: "Spring" } },
    { action: "image.regenerate", target: id },
    { action: "import.start", userId: user.id, details: { file: "mugs.csv" } },
  ]);
});

test("a change that is refused is recorded, and one that fails is not", async () => {
  const viewer = await signedIn("VIEWER");
  const { cookie } = await signedIn("ADMIN");
  await problem(await changeSettings(patch({ budgetDayUsd: 1 }, { cookie: viewer.cookie }), {}), 403);
  await problem(await audit(request("/api/audit", { headers: from({ cookie: viewer.cookie }) }), {}), 403);
  await problem(await removeProduct(remove({ cookie }), context({ id: "unknown" })), 404);
  const all = await entries();
  expect(all.map(({ action, outcome, userId, details }) => [action, outcome, userId, details])).toEqual([
    ["request.refuse", "refused", viewer.user.id, { method: "PATCH", path: "/api/x" }],
  ]);
});

test("the log is filtered by user, action and days, in pages", async () => {
  const [ana, bob] = [await signedIn("EDITOR"), await signedIn("EDITOR")];
  for (const day of [1, 2, 3])
    for (const { user } of [ana, bob]) {
      await record("job.pause", { target: `${day}`, user });
      await record("job.cancel", { target: `${day}`, user });
    }
  // Rows are not changed: these are written again as if they were older.
  const rows = await db.auditEntry.findMany();
  await db.auditEntry.deleteMany();
  await db.auditEntry.createMany({
    data: rows.map((row) => ({ ...row, details: {}, at: new Date(`2026-01-0${row.target}T12:00:00Z`) })),
  });
  const found = async (query: string) => (await entries(query)).map(({ target }) => target).join("");
  expect(await found("")).toBe("333322221111");
  expect(await found(`?user=${ana.user.id}`)).toBe("332211");
  expect(await found(`?user=${ana.user.id}&action=job.pause`)).toBe("321");
  expect(await found("?action=job.cancel&from=2026-01-02")).toBe("3322");
  expect(await found("?from=2026-01-02&to=2026-01-02")).toBe("2222");
  const { cookie } = await signedIn("ADMIN");
  const page = async (query: string) =>
    answer(await audit(request(`/api/audit?limit=5${query}`, { headers: { cookie } }), {}), 200, auditSchema);
  const seen: string[] = [];
  for (let cursor: string | null = ""; cursor !== null; ) {
    const { entries, nextCursor } = await page(cursor === "" ? "" : `&cursor=${cursor}`);
    seen.push(...entries.map(({ id }) => id));
    cursor = nextCursor;
  }
  expect(new Set(seen).size).toBe(12);
  for (const query of ["?action=nothing", "?from=yesterday", "?cursor=x", "?limit=0"])
    await problem(await audit(request(`/api/audit${query}`, { headers: { cookie } }), {}), 400);
  const text = await (await csv(request("/api/x?action=job.pause", { headers: from({ cookie }) }), {})).text();
  expect(text.trim().split("\r\n")).toHaveLength(7);
  expect(text).toContain(`editor,${ana.user.id}`);
});

test("entries are never changed, and removed when they are old", async () => {
  await record("hold.release");
  await expect(db.auditEntry.updateMany({ data: { userName: "Eve" } })).rejects.toThrow(/not changed/);
  const [row] = await db.auditEntry.findMany();
  const old = (days: number) => ({
    ...row,
    id: `${days}`,
    action: "x",
    outcome: "done",
    details: {},
    at: new Date(Date.now() - days * 86_400_000),
  });
  await db.auditEntry.createMany({ data: [old(29), old(31)] });
  await deleteOldAudit(30);
  expect((await db.auditEntry.findMany({ where: { action: "x" } })).map(({ id }) => id)).toEqual(["29"]);
});
