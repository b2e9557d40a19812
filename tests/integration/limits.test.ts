import { expect, test } from "vitest";
import { GET as zip } from "#app/api/export/images.zip/route.ts";
import { POST as regenerate } from "#app/api/images/[id]/regenerate/route.ts";
import { POST as bulk } from "#app/api/images/bulk-generate-by-variant/route.ts";
import { db } from "#lib/db/client.ts";
import { route } from "#lib/http/route.ts";
import type { Check } from "#lib/schemas/check.ts";
import { bearer, keyOf, pageRequest, signedIn, useAccounts } from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { makeProduct } from "#tests/support/factories.ts";
import { makeGeneratedImage } from "#tests/support/generated-images.ts";
import { context, problem, request } from "#tests/support/request.ts";

useAccounts();
useDatabase();

type Headers = Record<string, string>;

test("a user makes ten requests a minute that cost money, whichever they are, and each key ten", async () => {
  const { user, cookie } = await signedIn("EDITOR");
  const start = (headers: Headers) => bulk(pageRequest("/api/x", {}, headers), {});
  const again = (headers: Headers) => regenerate(pageRequest("/api/x", {}, headers), context({ id: "unknown" }));
  const statuses = await Promise.all([0, 1, 2, 3, 4, 5].flatMap(() => [start({ cookie }), again({ cookie })]));
  expect(statuses.filter(({ status }) => status === 429)).toHaveLength(2);
  const refused = await start({ cookie });
  await problem(refused, 429);
  const seconds = Number(refused.headers.get("retry-after"));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(60);
  expect((await start(bearer(await keyOf(user.id, ["spend"])))).status).toBe(400);
  expect((await start({ cookie: (await signedIn("EDITOR")).cookie })).status).toBe(400);
  await db.$executeRaw`UPDATE "SignInAttempts" SET since = since - interval '61 seconds'`;
  expect((await start({ cookie })).status).toBe(400);
});

/** A route whose answers wait. */
function slow(atOnce: "preview" | "upload") {
  const gates: (() => void)[] = [];
  const handler = route(
    "read",
    async () => {
      await new Promise<void>((resolve) => gates.push(resolve));
      return Response.json({});
    },
    { atOnce },
  );
  const open = () => {
    for (const gate of gates.splice(0)) gate();
  };
  return { handler, gates, open };
}

test.each([
  ["preview", 5],
  ["upload", 4],
] as const)("of %s requests a user has %i at once", async (atOnce, most) => {
  const { cookie } = await signedIn("EDITOR");
  const { handler, gates, open } = slow(atOnce);
  const ask = (headers: Headers) => handler(request("/api/x", { headers }), {});
  const running = Array.from({ length: most }, () => ask({ cookie }));
  await expect.poll(() => gates.length).toBe(most);
  const refused = await ask({ cookie });
  await problem(refused, 429);
  expect(refused.headers.get("retry-after")).toBe("5");
  const other = ask({ cookie: (await signedIn("EDITOR")).cookie });
  await expect.poll(() => gates.length).toBe(most + 1);
  open();
  for (const response of await Promise.all([...running, other])) await response.json();
  const next = ask({ cookie });
  await expect.poll(() => gates.length).toBe(1);
  open();
  expect((await next).status).toBe(200);
});

test("a request that fails makes room for the next one", async () => {
  const { cookie } = await signedIn("EDITOR");
  const failing = route("read", () => Promise.reject(new Error("a bug")), { atOnce: "zip" });
  for (const _ of [1, 2, 3]) expect((await failing(request("/api/x", { headers: { cookie } }), {})).status).toBe(500);
});

test("a zip counts until it is read, or left", async () => {
  const { cookie } = await signedIn("REVIEWER");
  const productId = await makeProduct({ asin: "B0AAAAAAA1" });
  const checks: Check[] = [{ id: "longest-side", verdict: "pass", value: 2000, unit: "px", limit: 1600 }];
  await makeGeneratedImage({ productId, decision: "APPROVE", checks });
  const ask = () => zip(request("/api/x", { headers: { cookie } }), {});
  const first = await ask();
  expect(first.status).toBe(200);
  await problem(await ask(), 429);
  await first.body?.cancel();
  const second = await ask();
  expect(second.status).toBe(200);
  await second.arrayBuffer();
  const third = await ask();
  expect(third.status).toBe(200);
  await third.body?.cancel();
});
