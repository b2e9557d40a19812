import { beforeAll, expect, test } from "vitest";
import { POST as unlock } from "#app/api/r/[token]/unlock/route.ts";
import { POST as createLink } from "#app/api/review-links/route.ts";
import { hashOfToken } from "#lib/auth/invites.ts";
import { can, type User } from "#lib/auth/permissions.ts";
import { db } from "#lib/db/client.ts";
import { changeRole, removeUser } from "#lib/db/users/users.ts";
import { type KeyPermission, keyPermissionSchema } from "#lib/schemas/api-key.ts";
import { reviewLinkCreatedSchema } from "#lib/schemas/review-link.ts";
import { type Role, roleSchema } from "#lib/schemas/user.ts";
import { type Access, ROUTE_ACCESS } from "#tests/support/access-table.ts";
import { bearer, cookieOf, keyOf, pageRequest, signedIn, tokenOf, useAccounts } from "#tests/support/accounts.ts";
import { useDatabase } from "#tests/support/app.ts";
import { appModules } from "#tests/support/app-modules.ts";
import { answer, context, problem, request } from "#tests/support/request.ts";

useAccounts();
useDatabase();

type Handler = (request: Request, context: { params: Promise<Record<string, unknown>> }) => Promise<Response>;
type Cell = {
  name: string;
  run: (headers: Record<string, string>) => Promise<Response>;
  access: Access;
  method: string;
};

let modules: Awaited<ReturnType<typeof appModules>>;
beforeAll(async () => {
  modules = await appModules("route.ts");
});

/** There are more than a thousand. */
const ALL = { timeout: 240_000 };

const PARAMS = { id: "unknown", pictureId: "unknown", key: ["unknown"], path: ["unknown"], token: "unknown" };
const CHANGES = ["POST", "PUT", "PATCH", "DELETE"];
const OWN = { origin: "http://localhost:3000", "sec-fetch-site": "same-origin" };

/** Every handler, and HEAD where GET is one, with a request that changes nothing: ids are unknown, and the body is empty. */
function allCells(): Cell[] {
  return Object.entries(ROUTE_ACCESS).flatMap(([path, methods]) =>
    Object.entries(methods)
      .flatMap(([method, access]) =>
        (method === "GET" ? ["GET", "HEAD"] : [method]).map((verb) => ({ method: verb, access })),
      )
      .map(({ method, access }): Cell => {
        const handler = modules.get(path)?.[method === "HEAD" ? "GET" : method] as Handler;
        const address = path.replace(/\[[^\]]+\]/g, "unknown");
        const run = (headers: Record<string, string>) =>
          handler(request(address, { method, headers }), context(PARAMS));
        return { name: `${method} ${path}`, run, access, method };
      }),
  );
}

const code = async (response: Response) => (await problem(response, response.status)).code;

/** "in" where the handler itself answered, whatever it said. */
async function outcome({ method }: Cell, response: Response): Promise<string> {
  if (response.status === 401 || response.status === 403)
    return method === "HEAD" ? String(response.status) : `${response.status} ${await code(response)}`;
  await response.body?.cancel();
  return response.status < 500 ? "in" : `${response.status}`;
}

const refusalOf = ({ method }: Cell, status: 401 | 403) => {
  const word = status === 401 ? "unauthenticated" : "forbidden";
  return method === "HEAD" ? `${status}` : `${status} ${word}`;
};

/** What a visitor has who opened a review link with its password. */
async function openedLink(): Promise<Record<string, string>> {
  const { cookie } = await signedIn("ADMIN");
  const body = { name: "Spring", productIds: ["unknown"], mayDecide: true, password: "open sesame" };
  const made = await createLink(pageRequest("/api/review-links", body, { cookie }), {});
  const token = tokenOf((await answer(made, 201, reviewLinkCreatedSchema)).url);
  const opened = await unlock(pageRequest("/api/x", { password: body.password }), context({ token }));
  const [set = ""] = opened.headers.getSetCookie();
  return { cookie: set.split(";")[0] ?? "", authorization: `Bearer ${token}` };
}

/** One answers 401 by itself, the other one ends the session: accounts.test.ts is about both. */
const ABOUT_SESSIONS = new Set(["POST /api/sign-in", "POST /api/sign-out"]);

test("nobody without a session gets an answer, and every role that of the table", ALL, async () => {
  const cells = allCells();
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  const revoked = await signedIn("ADMIN");
  await db.session.deleteMany({ where: { token: revoked.token } });
  const strangers: Record<string, Record<string, string>> = {
    "no session": {},
    wrong: { cookie: cookieOf("made-up") },
    unsigned: { cookie: `packshot=${(await signedIn("ADMIN")).token}` },
    expired: { cookie: (await signedIn("ADMIN", { expiresAt: hoursAgo(1) })).cookie },
    idle: { cookie: (await signedIn("ADMIN", { updatedAt: hoursAgo(13) })).cookie },
    revoked: { cookie: revoked.cookie },
    "review link": await openedLink(),
    "basic authentication": { authorization: "Basic YW5hOnNlY3JldA==" },
  };
  const roles = await Promise.all(roleSchema.options.map(async (role) => ({ role, ...(await signedIn(role)) })));
  const wrong: string[] = [];
  let checked = 0;
  const check = async (who: string, cell: Cell, headers: Record<string, string>, expected: string) => {
    const found = await outcome(cell, await cell.run({ ...OWN, ...headers }));
    checked += 1;
    if (found !== expected) wrong.push(`${cell.name} for ${who}: ${found} instead of ${expected}`);
  };
  for (const cell of cells.filter(({ name }) => !ABOUT_SESSIONS.has(name))) {
    const isPublic = cell.access === "public";
    for (const [who, headers] of Object.entries(strangers))
      await check(who, cell, headers, isPublic ? "in" : refusalOf(cell, 401));
    for (const { role, cookie } of roles) {
      const user: User = { id: "", name: "", role };
      // Only an admin may delete; whether an unknown image is a version that waits is asked first.
      const permission = cell.name === "DELETE /api/images/[id]" ? "delete" : cell.access;
      const may = permission === "public" || can(user, permission);
      await check(role, cell, { cookie }, may ? "in" : refusalOf(cell, 403));
    }
  }
  expect(wrong).toEqual([]);
  expect(checked).toBe((cells.length - ABOUT_SESSIONS.size) * 12);
});

test(
  "a key is answered as the table says for its permissions, without cookie and origin, and never about accounts",
  ALL,
  async () => {
    const cells = allCells().filter(({ name }) => !ABOUT_SESSIONS.has(name));
    const keyed = async (role: Role, permissions: readonly KeyPermission[]) =>
      keyOf((await signedIn(role)).user.id, permissions);
    const admin = await signedIn("ADMIN");
    const demoted = await signedIn("ADMIN");
    const demotedKey = await keyOf(demoted.user.id, keyPermissionSchema.options);
    await changeRole(demoted.user.id, "VIEWER");
    const removed = await signedIn("ADMIN");
    const removedKey = await keyOf(removed.user.id, keyPermissionSchema.options);
    await removeUser(removed.user.id);
    const revoked = await keyed("ADMIN", keyPermissionSchema.options);
    await db.apiKey.deleteMany({ where: { hash: hashOfToken(revoked) } });
    const expired = await keyOf(admin.user.id, keyPermissionSchema.options, {
      expiresAt: new Date(Date.now() - 1_000),
    });
    const invalid = [
      "psk_",
      `psk_${"A".repeat(43)}`,
      revoked.slice(4),
      `${revoked}x`,
      revoked,
      expired,
      removedKey,
      "%00",
    ];
    const wrong: string[] = [];
    let checked = 0;
    const check = async (who: string, cell: Cell, key: string, expected: string) => {
      const found = await outcome(cell, await cell.run({ ...bearer(key), cookie: admin.cookie }));
      checked += 1;
      if (found !== expected) wrong.push(`${cell.name} for ${who}: ${found} instead of ${expected}`);
    };
    const keys = [
      ...(await Promise.all(
        keyPermissionSchema.options.map(async (each) => ({ key: await keyed("ADMIN", [each]), allowed: [each] })),
      )),
      { key: await keyed("ADMIN", keyPermissionSchema.options), allowed: keyPermissionSchema.options },
      { key: await keyed("REVIEWER", keyPermissionSchema.options), allowed: ["read", "review", "version", "export"] },
      { key: await keyed("EDITOR", ["review", "read"]), allowed: ["read"] },
      { key: demotedKey, allowed: ["read"] },
    ];
    for (const cell of cells) {
      const isPublic = cell.access === "public";
      for (const key of invalid) await check(`invalid ${key}`, cell, key, isPublic ? "in" : refusalOf(cell, 401));
      for (const { key, allowed } of keys) {
        const needed = cell.name === "DELETE /api/images/[id]" ? ["version", "delete"] : [cell.access];
        const may = isPublic || needed.every((permission) => allowed.some((each) => each === permission));
        await check(`a key for ${allowed.join()}`, cell, key, may ? "in" : refusalOf(cell, 403));
      }
    }
    expect(wrong).toEqual([]);
    expect(checked).toBe(cells.length * (8 + keys.length));
  },
);

test("no change is made for a page of another origin, or for one that doesn't say where it is from", ALL, async () => {
  const { user, cookie } = await signedIn("ADMIN");
  const foreign: Record<string, string>[] = [
    {},
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:4000" },
    { origin: "http://localhost:3000.evil.example" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { "sec-fetch-site": "none" },
    { origin: "https://evil.example", "sec-fetch-site": "same-origin" },
    { referer: "http://localhost:3000/dashboard" },
    { origin: "http://localhost:3000", host: "evil.example" },
    { origin: "http://localhost:3000", "x-forwarded-host": "evil.example" },
  ];
  const withKey = bearer(await keyOf(user.id, keyPermissionSchema.options));
  const changes = allCells().filter(({ method }) => CHANGES.includes(method));
  const letIn: string[] = [];
  for (const cell of changes)
    for (const headers of foreign) {
      const response = await cell.run({ cookie, ...headers });
      if (response.status !== 403 || (await code(response)) !== "foreign_origin")
        letIn.push(`${cell.name} ${JSON.stringify(headers)} -> ${response.status}`);
      // A browser always says which page it is: a key counts there no more than a session.
      if (!headers.origin && !headers["sec-fetch-site"]) continue;
      const keyed = await cell.run({ ...withKey, ...headers });
      if (keyed.status !== 403) letIn.push(`${cell.name} ${JSON.stringify(headers)} with a key -> ${keyed.status}`);
    }
  expect(letIn).toEqual([]);
  expect(changes.length).toBeGreaterThan(50);
});

test("no page of another origin embeds what a signed-in user may see", async () => {
  const { cookie } = await signedIn("ADMIN");
  const reads = allCells().filter(({ method, name }) => method === "GET" && !name.endsWith("/live"));
  for (const cell of reads) {
    const headers = { cookie, "sec-fetch-site": "cross-site", "sec-fetch-mode": "no-cors", "sec-fetch-dest": "image" };
    expect([cell.name, (await cell.run(headers)).status]).toEqual([cell.name, 403]);
  }
});

test("an editor or reviewer withdraws a version that waits, and deletes no image", async () => {
  const cell = allCells().find(({ name }) => name === "DELETE /api/images/[id]");
  for (const role of ["EDITOR", "REVIEWER"] as const) {
    const response = await cell?.run({ ...OWN, cookie: (await signedIn(role)).cookie });
    expect(response && (await code(response))).toBe("forbidden");
  }
});
