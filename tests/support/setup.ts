import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, expect, vi } from "vitest";
import type { PrismaClient } from "#lib/db/generated/client.ts";
import { REGISTRY } from "#lib/once.ts";

// Tests work on pictures in their own process; those of the pool itself start it.
vi.mock("#lib/picture-work/pool.ts", async (load) => ({
  ...(await load<typeof import("#lib/picture-work/pool.ts")>()),
  runPictureTask: (await import("#tests/support/picture-tasks.ts")).runHere,
}));

// Files share a process: each begins with the environment and the `fetch` of its start, and with nothing that the app keeps of the file before
// but its client of the database, which is a constant of modules that are loaded already.
type Shared = {
  packshotAtStart?: { env: NodeJS.ProcessEnv; fetch: typeof fetch };
  [REGISTRY]?: { prisma?: PrismaClient };
};
const shared: typeof globalThis & Shared = globalThis;
shared.packshotAtStart ??= { env: { ...process.env }, fetch };
for (const name of Object.keys(process.env)) delete process.env[name];
Object.assign(process.env, shared.packshotAtStart.env);
globalThis.fetch = shared.packshotAtStart.fetch;
const { prisma } = shared[REGISTRY] ?? {};
await prisma?.$disconnect();
shared[REGISTRY] = prisma ? { prisma } : {};

// Every test file has a folder of its own and none of the developer's settings.
const CONFIGURATION =
  /^(?:(?:DIRECT_)?DATABASE_URL|GEMINI_|S3_|AWS_|GENERATION_|WEBHOOK_|WORKER$|BACKUP_DIR$|STORAGE_DIR$|HOST$|PORT$|APP_URL$|AUTH(?:_SECRET)?$|PRICES_FILE$|METRICS_TOKEN$|AUDIT_DAYS$|OIDC_|SMTP_URL$|MAIL_FROM$|TRUST_PROXY$|(?:https?|no)_proxy$)/i;
for (const name of Object.keys(process.env)) if (CONFIGURATION.test(name)) delete process.env[name];
const folder = mkdtempSync(join(tmpdir(), "packshot-test-"));
process.env.DATA_DIR = join(folder, "data");
mkdirSync(process.env.DATA_DIR);
// What a test makes in the temporary folder goes with the file's own, through which PostgreSQL's user reaches its data.
process.env.TMPDIR = folder;
chmodSync(folder, 0o711);
process.env.SAMPLE_CATALOG = "off";
process.env.LOG_LEVEL = "silent";

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

beforeEach(() => void vi.spyOn(console, "error"));
afterEach(() => {
  expect(vi.mocked(console.error).mock.calls, "unexpected console.error").toEqual([]);
  vi.mocked(console.error).mockRestore();
});
