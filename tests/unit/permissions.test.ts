import { globSync, readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import { can, type Permission, permissionsOf } from "#lib/auth/permissions.ts";
import { type Role, roleSchema } from "#lib/schemas/user.ts";
import { PAGE_ACCESS, ROUTE_ACCESS } from "#tests/support/access-table.ts";
import { appModules } from "#tests/support/app-modules.ts";

vi.mock("#lib/http/route.ts", () => ({
  route: (permission: Permission) => () => permission,
  publicRoute: () => () => "public",
}));
vi.mock("#lib/auth/page.ts", () => ({ page: (permission: Permission) => () => permission }));

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Of an export of app/, which the mocks above made. */
function accessOf(exported: unknown): unknown {
  const access: unknown = typeof exported === "function" ? exported() : undefined;
  return access instanceof Response ? "public" : access;
}

test("every handler asks for the permission of the table", async () => {
  const found = [...(await appModules("route.ts"))].map(([path, exported]): [string, object] => {
    const methods = METHODS.filter((method) => method in exported);
    return [path, Object.fromEntries(methods.map((method) => [method, accessOf(exported[method])]))];
  });
  expect(found.length).toBeGreaterThan(50);
  expect(Object.fromEntries(found)).toEqual(ROUTE_ACCESS);
});

test("every page, and what makes its metadata, asks for the permission of the table", async () => {
  const pages = await appModules("page.tsx");
  expect([...pages.keys()]).toEqual(Object.keys(PAGE_ACCESS));
  for (const [path, access] of Object.entries(PAGE_ACCESS)) if (access === "public") pages.delete(path);
  for (const [path, { default: render }] of pages) expect([path, accessOf(render)]).toEqual([path, PAGE_ACCESS[path]]);
  for (const [path, exported] of pages)
    if ("generateMetadata" in exported)
      expect([path, accessOf(exported.generateMetadata)]).toEqual([path, PAGE_ACCESS[path]]);
});

test("layouts read nothing, except that of the app", () => {
  const layouts = globSync("app/**/{layout,template,loading,default}.tsx").filter((file) => file !== "app/layout.tsx");
  expect(layouts.length).toBeGreaterThan(5);
  expect(layouts.filter((file) => /"#lib\//.test(readFileSync(file, "utf8")))).toEqual([]);
});

test.each<[Permission, Role[]]>([
  ["read", ["VIEWER", "REVIEWER", "EDITOR", "ADMIN"]],
  ["account", ["VIEWER", "REVIEWER", "EDITOR", "ADMIN"]],
  ["catalog", ["EDITOR", "ADMIN"]],
  ["prompt", ["EDITOR", "ADMIN"]],
  ["spend", ["EDITOR", "ADMIN"]],
  ["job", ["EDITOR", "ADMIN"]],
  ["review", ["REVIEWER", "ADMIN"]],
  ["version", ["REVIEWER", "EDITOR", "ADMIN"]],
  ["export", ["REVIEWER", "EDITOR", "ADMIN"]],
  ["delete", ["ADMIN"]],
  ["metrics", ["ADMIN"]],
  ["admin", ["ADMIN"]],
])("%s is for %j", (permission, roles) => {
  expect(roleSchema.options.filter((role) => can({ id: "u", name: "Ana", role }, permission))).toEqual(roles);
});

test("the setting lets editors approve, and nobody else", () => {
  const may = (role: Role) => can({ id: "u", name: "Ana", role, editorsApprove: true }, "review");
  expect(roleSchema.options.filter(may)).toEqual(["REVIEWER", "EDITOR", "ADMIN"]);
});

test("an admin has every permission, and the pages are told those of the user", () => {
  const of = (role: Role) => permissionsOf({ id: "u", name: "Ana", role });
  expect(of("VIEWER")).toEqual(["read", "account"]);
  expect(of("ADMIN")).toHaveLength(12);
});
