import { expect, test } from "vitest";
import { POST as start } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { DELETE as revoke } from "#app/api/keys/[id]/route.ts";
import { POST as create, GET as list } from "#app/api/keys/route.ts";
import { GET as products } from "#app/api/products/route.ts";
import { GET as metrics } from "#app/metrics/route.ts";
import { db } from "#lib/db/client.ts";
import { changeRole } from "#lib/db/users/users.ts";
import { apiKeysSchema, newApiKeySchema } from "#lib/schemas/api-key.ts";
import { bearer, keyOf, pageRequest, signedIn, useAccounts } from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";

const METRICS_TOKEN = "0123456789abcdef".repeat(4);
process.env.METRICS_TOKEN = METRICS_TOKEN;
useAccounts();
useDatabase();

const INPUT = { name: "CI", permissions: ["read"], expiresInDays: 30 };
const make = (cookie: string, input: object = INPUT) => create(pageRequest("/api/keys", input, { cookie }), {});
const keysFor = async (cookie: string) =>
  (await answer(await list(request("/api/keys", { headers: { cookie } }), {}), 200, apiKeysSchema)).keys;
const statusFor = async (headers: Record<string, string>) =>
  (await products(request("/api/products", { headers }), {})).status;

test("a key is shown once, stored as a hash, and reads as its user until it is revoked", async () => {
  const { user, cookie } = await signedIn("VIEWER");
  const { key, id, expiresAt } = await answer(await make(cookie), 201, newApiKeySchema);
  expect(key).toMatch(/^psk_[\w-]{43}$/);
  expect(Math.round((Date.parse(expiresAt ?? "") - Date.now()) / 86_400_000)).toBe(30);
  expect(JSON.stringify(await db.apiKey.findMany())).not.toContain(key.slice(8));
  expect(await statusFor(bearer(key))).toBe(200);
  const [listed] = await keysFor(cookie);
  expect(listed).toMatchObject({
    id,
    name: "CI",
    start: key.slice(0, 8),
    user: { id: user.id },
    permissions: ["read"],
  });
  expect(Date.now() - Date.parse(listed?.lastUsedAt ?? "")).toBeLessThan(60_000);
  const headers = { cookie, origin: "http://localhost:3000" };
  const end = () => revoke(request("/", { method: "DELETE", headers }), context({ id }));
  expect((await end()).status).toBe(204);
  expect((await end()).status).toBe(404);
  expect(await statusFor(bearer(key))).toBe(401);
});

test("nobody makes a key that may do more, and a key loses what its user loses", async () => {
  const { user, cookie } = await signedIn("REVIEWER");
  for (const permissions of [["spend"], ["read", "delete"]])
    expect((await problem(await make(cookie, { ...INPUT, permissions }), 422)).errors?.[0]?.path).toBe("permissions");
  for (const permissions of [[], ["admin"], ["account"], "read"])
    await problem(await make(cookie, { ...INPUT, permissions }), 400);
  for (const expiresInDays of [0, -1, 1.5, 1e9]) await problem(await make(cookie, { ...INPUT, expiresInDays }), 400);
  await signedIn("ADMIN");
  const editor = await signedIn("EDITOR");
  const key = await keyOf(editor.user.id, ["read", "spend"]);
  const status = async () => (await start(pageRequest("/", {}, bearer(key)), {})).status;
  expect(await status()).toBe(400);
  await changeRole(editor.user.id, "VIEWER");
  expect(await status()).toBe(403);
  expect(await db.apiKey.count({ where: { userId: user.id } })).toBe(0);
});

test("users see and revoke their own keys, and admins all", async () => {
  const [ana, bob, admin] = [await signedIn("EDITOR"), await signedIn("EDITOR"), await signedIn("ADMIN")];
  const { id } = await answer(await make(ana.cookie), 201, newApiKeySchema);
  await make(bob.cookie);
  const end = async (cookie: string) =>
    (
      await revoke(
        request("/", { method: "DELETE", headers: { cookie, origin: "http://localhost:3000" } }),
        context({ id }),
      )
    ).status;
  expect((await keysFor(ana.cookie)).map(({ user }) => user.id)).toEqual([ana.user.id]);
  expect(await keysFor(admin.cookie)).toHaveLength(2);
  expect(await end(bob.cookie)).toBe(404);
  expect(await end(admin.cookie)).toBe(204);
  expect(await keysFor(ana.cookie)).toEqual([]);
});

test("the last use is written once a minute", async () => {
  const { user } = await signedIn("VIEWER");
  const recent = new Date(Date.now() - 50_000);
  const key = await keyOf(user.id, ["read"], { lastUsedAt: recent });
  expect(await statusFor(bearer(key))).toBe(200);
  const lastUsed = async () => (await db.apiKey.findFirstOrThrow()).lastUsedAt?.getTime();
  expect(await lastUsed()).toBe(recent.getTime());
  await db.apiKey.updateMany({ data: { lastUsedAt: new Date(Date.now() - 61_000) } });
  expect(await statusFor(bearer(key))).toBe(200);
  expect(await lastUsed()).toBeGreaterThan(recent.getTime());
});

test("with a key no cookie counts", async () => {
  const { user, cookie } = await signedIn("ADMIN");
  expect(await statusFor({ cookie, ...bearer("psk_wrong") })).toBe(401);
  expect(await statusFor({ cookie, authorization: "bearer" })).toBe(401);
  // A proxy may ask for a password of its own.
  expect(await statusFor({ cookie, authorization: "Basic YW5hOnNlY3JldA==" })).toBe(200);
  expect(await statusFor({ authorization: `bearer ${await keyOf(user.id, ["read"])}` })).toBe(200);
});

test("the metrics are for a key that may read them, and for the token of monitoring", async () => {
  const { user, cookie } = await signedIn("ADMIN");
  const status = async (headers: Record<string, string>) =>
    (await metrics(request("/metrics", { headers }), {})).status;
  expect(await status({})).toBe(401);
  expect(await status({ cookie })).toBe(200);
  expect(await status(bearer(await keyOf(user.id, ["metrics"])))).toBe(200);
  expect(await status(bearer(await keyOf(user.id, ["read"])))).toBe(403);
  expect(await status(bearer(METRICS_TOKEN))).toBe(200);
  expect(await status(bearer(METRICS_TOKEN.slice(1)))).toBe(401);
  expect(await statusFor(bearer(METRICS_TOKEN))).toBe(403);
});
