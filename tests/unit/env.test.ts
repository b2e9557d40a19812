import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseEnv as parseDotenv } from "node:util";
import { expect, test } from "vitest";
import { EnvError, isLoopbackAddress, parseEnv, warningsOf } from "#lib/env.ts";

function linesOf(source: Record<string, string>): string[] {
  try {
    parseEnv(source);
  } catch (error) {
    if (error instanceof EnvError) return error.message.split("\n");
    throw error;
  }
  return [];
}

test("needs nothing: every setting has a default", () => {
  expect(parseEnv({})).toMatchObject({
    PORT: 3000,
    HOST: "127.0.0.1",
    DATA_DIR: ".data",
    GEMINI_IMAGE_MODEL: "gemini-3-pro-image",
    GEMINI_TIMEOUT_MS: 180_000,
    GEMINI_FLEX_TIMEOUT_MS: 900_000,
    GEMINI_BATCH_POLL_SECONDS: 30,
    GENERATION_CONCURRENCY: 1,
    GENERATION_MAX_ATTEMPTS: 5,
    WORKER: "on",
  });
});

test(".env.example works as it is and means the defaults", () => {
  expect(parseEnv(parseDotenv(readFileSync(".env.example", "utf8")))).toEqual(parseEnv({}));
});

test.each([
  ["PORT", "abc"],
  ["PORT", "70000"],
  ["GENERATION_CONCURRENCY", "0"],
  ["GENERATION_MAX_ATTEMPTS", "1.5"],
  ["GEMINI_TIMEOUT_MS", "-1"],
  ["DATABASE_URL", "mysql://localhost/x"],
  ["WORKER", "maybe"],
  ["LOG_LEVEL", "loud"],
  ["S3_BUCKET", "No Bucket"],
])("says in one line that %s can't be %j", (name, value) => {
  const lines = linesOf({ [name]: value });
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(new RegExp(`^${name} holds .+; expected: .+`));
});

test("names every bad variable, one line each", () => {
  expect(linesOf({ PORT: "x", WORKER: "y", LOG_LEVEL: "z" }).map((line) => line.split(" ")[0])).toEqual([
    "PORT",
    "WORKER",
    "LOG_LEVEL",
  ]);
});

test("never shows a secret", () => {
  const lines = linesOf({ GEMINI_API_KEY: "se cret", DATABASE_URL: "mysql://user:pass@host/x" }).join();
  expect(lines).not.toMatch(/se cret|pass/);
  expect(lines).toContain("GEMINI_API_KEY");
});

test("wants what belongs together, together", () => {
  expect(linesOf({ GEMINI_BASE_URL: "http://localhost:1" })).toEqual([expect.stringContaining("GEMINI_API_KEY")]);
  expect(linesOf({ S3_ENDPOINT: "http://localhost:1" })).toEqual([expect.stringContaining("S3_BUCKET")]);
  expect(linesOf({ AWS_ACCESS_KEY_ID: "a" })).toEqual([expect.stringMatching(/^AWS_SECRET_ACCESS_KEY is not set/)]);
});

test("takes no password in the webhook's address, and never shows it", () => {
  const WEBHOOK_SECRET = "a secret of the seller";
  for (const WEBHOOK_URL of ["https://user:hunter2@example.com/hook", "https://hunter2@example.com/hook"]) {
    const lines = linesOf({ WEBHOOK_URL, WEBHOOK_SECRET });
    expect(lines).toEqual([expect.stringMatching(/^WEBHOOK_URL holds a value .+ without a user name and a password/)]);
    expect(lines.join()).not.toContain("hunter2");
  }
  expect(linesOf({ WEBHOOK_URL: "nonsense", WEBHOOK_SECRET })).toHaveLength(1);
  expect(linesOf({ WEBHOOK_URL: "https://example.com/hook?user=a@b", WEBHOOK_SECRET })).toEqual([]);
});

test("takes a webhook secret that is text, or base64 after whsec_", () => {
  const WEBHOOK_URL = "https://example.com/hook";
  for (const WEBHOOK_SECRET of [
    "a secret of the seller",
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "whsec_c2VjcmV0cw==",
  ])
    expect(linesOf({ WEBHOOK_URL, WEBHOOK_SECRET })).toEqual([]);
  expect(linesOf({ WEBHOOK_URL, WEBHOOK_SECRET: "whsec_no base64 at all" })).toEqual([
    expect.stringMatching(/^WEBHOOK_SECRET .+ base64 after whsec_/),
  ]);
});

test("counts an empty value as not set", () => {
  expect(parseEnv({ PORT: "", GEMINI_API_KEY: " " })).toEqual(parseEnv({}));
});

test("knows loopback from the open network", () => {
  const loopback = ["127.0.0.1", "127.5.5.5", "::1", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1"];
  const open = ["0.0.0.0", "192.168.1.2", "::", "::ffff:192.168.1.2", "localhost", "127.1"];
  expect([...loopback, ...open].filter(isLoopbackAddress)).toEqual(loopback);
});

test("takes as APP_URL the address of a site, not of a page of it", () => {
  expect(parseEnv({ APP_URL: "HTTPS://Packshot.Example.com:443/" }).APP_URL).toBe("https://packshot.example.com");
  for (const APP_URL of ["https://example.com/packshot", "https://example.com/?a", "ftp://example.com", "example.com"])
    expect(linesOf({ APP_URL })).toEqual([expect.stringMatching(/^APP_URL holds .+; expected: an /)]);
  expect(linesOf({ TRUST_PROXY: "1" })).toEqual([expect.stringMatching(/^APP_URL is not set; expected: /)]);
});

test("wants a secret and an address for accounts, and one that keeps passwords private", () => {
  const AUTH_SECRET = "Yk3v0pJcS7nq2mWbH5xLr8dTfGz1uEaQoKi4VyXhM6s=";
  const accounts = { AUTH: "accounts", AUTH_SECRET, APP_URL: "https://packshot.example.com" };
  expect(linesOf(accounts)).toEqual([]);
  expect(linesOf({ AUTH: "accounts" }).map((line) => line.split(" ")[0])).toEqual(["AUTH_SECRET", "APP_URL"]);
  for (const AUTH of ["Accounts", "on", "none"])
    expect(linesOf({ ...accounts, AUTH })).toEqual([expect.stringMatching(/^AUTH holds .+ local or accounts\.$/)]);
  for (const secret of ["short and simple", "x".repeat(64), "abcabcabc".repeat(8), `${AUTH_SECRET} `.repeat(2)]) {
    const lines = linesOf({ ...accounts, AUTH_SECRET: secret });
    expect(lines).toEqual([expect.stringMatching(/^AUTH_SECRET holds a value that is not shown; .+ openssl rand/)]);
    expect(lines.join()).not.toContain(secret);
  }
  expect(linesOf({ ...accounts, APP_URL: "http://packshot.example.com" })).toEqual([
    expect.stringMatching(/^APP_URL holds .+ an https:/),
  ]);
  for (const APP_URL of ["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"])
    expect(linesOf({ ...accounts, APP_URL })).toEqual([]);
});

test("wants all of an OIDC provider, over https, and accounts", () => {
  const accounts = {
    AUTH: "accounts",
    AUTH_SECRET: "Yk3v0pJcS7nq2mWbH5xLr8dTfGz1uEaQoKi4VyXhM6s=",
    APP_URL: "https://packshot.example.com",
  };
  const oidc = {
    OIDC_ISSUER: "https://id.example.com/realm",
    OIDC_CLIENT_ID: "packshot",
    OIDC_CLIENT_SECRET: "hunter2",
  };
  expect(linesOf({ ...accounts, ...oidc, OIDC_ALLOWED: "example.com, ana@other.example" })).toEqual([]);
  expect(linesOf({ ...accounts, OIDC_CLIENT_SECRET: "hunter2" }).map((line) => line.split(" ")[0])).toEqual([
    "OIDC_ISSUER",
    "OIDC_CLIENT_ID",
  ]);
  expect(linesOf(oidc)).toEqual([expect.stringMatching(/^OIDC_ISSUER holds .+ AUTH=accounts/)]);
  for (const [name, value] of [
    ["OIDC_ISSUER", "http://id.example.com"],
    ["OIDC_ALLOWED", "*"],
    ["OIDC_ALLOWED", "example.com @other.example"],
    ["OIDC_DEFAULT_ROLE", "owner"],
  ] as const) {
    const lines = linesOf({ ...accounts, ...oidc, [name]: value });
    expect(lines.map((line) => line.split(" ")[0])).toEqual([name]);
    expect(lines.join()).not.toContain("hunter2");
  }
});

test.each(["S3_ENDPOINT", "GEMINI_BASE_URL"])("takes no password in %s, and never shows one", (name) => {
  const others = { S3_BUCKET: "pictures", GEMINI_API_KEY: "key" };
  for (const url of [
    "https://user:hunter2@example.com",
    "https://hunter2@example.com",
    "https://example.com/?key=hunter2",
  ]) {
    const lines = linesOf({ ...others, [name]: url });
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^${name} holds .+ without a user name`))]);
    if (url.includes("@")) expect(lines.join()).not.toContain("hunter2");
  }
  expect(linesOf({ ...others, [name]: "https://example.com/base" })).toEqual([]);
});

test("hides a password in whichever setting has one", () => {
  for (const name of ["APP_URL", "HTTPS_PROXY", "http_proxy", "HOST"]) {
    const lines = linesOf({ [name]: "ftp://user:hunter2@example.com" });
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^${name} holds a value that is not shown`))]);
  }
});

test("warns of what is sent over http to another machine", () => {
  const warned = (settings: Record<string, string>) =>
    warningsOf(parseEnv({ GEMINI_API_KEY: "k", S3_BUCKET: "bucket", ...settings }));
  expect(warned({ S3_ENDPOINT: "http://store.example:9000", GEMINI_BASE_URL: "http://10.0.0.1" })).toEqual([
    expect.stringMatching(/^GEMINI_BASE_URL .+ 10\.0\.0\.1 /),
    expect.stringMatching(/^S3_ENDPOINT .+ store\.example /),
  ]);
  expect(warned({ WEBHOOK_URL: "http://hook.example/a", WEBHOOK_SECRET: "a secret of the seller" })).toHaveLength(1);
  for (const S3_ENDPOINT of [
    "http://localhost:9000",
    "http://127.1:9000",
    "http://[::1]:9000",
    "https://store.example",
  ])
    expect(warned({ S3_ENDPOINT })).toEqual([]);
});

test("starts so that what is written is for this user only", () => {
  const load = 'const { loadEnv } = await import("#lib/launch/load-env.ts"); loadEnv(); console.log(process.umask());';
  expect(execFileSync(process.execPath, ["--input-type=module", "-e", load], { encoding: "utf8" })).toBe(`${0o077}\n`);
});

test("an address of S3 needs a bucket, for images or for backups", () => {
  const S3_ENDPOINT = "http://localhost:9000";
  expect(linesOf({ S3_ENDPOINT })).toEqual([expect.stringContaining("S3_ENDPOINT needs S3_BUCKET")]);
  expect(linesOf({ S3_ENDPOINT, BACKUP_DIR: "backups" })).toHaveLength(1);
  expect(linesOf({ S3_ENDPOINT, BACKUP_DIR: "s3://backups/packshot" })).toEqual([]);
  expect(linesOf({ BACKUP_DIR: "s3://Not a bucket" })).toEqual([expect.stringContaining("s3://bucket/prefix")]);
});
