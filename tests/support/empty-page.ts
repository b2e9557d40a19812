import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "#tests/support/app-process.ts";

const FILES = {
  "package.json": JSON.stringify({ type: "module" }),
  "next.config.js": `export default { turbopack: { root: ${JSON.stringify(resolve("."))} } };`,
  // Without its own, Next takes the one of the project.
  "instrumentation.js": "export function register() {}",
  "app/layout.js": "export default ({ children }) => <html lang='en'><body>{children}</body></html>;",
  "app/page.js": `
    export const metadata = { title: "Empty" };
    export const dynamic = "force-dynamic";
    export default () => <main><h1>Empty</h1></main>;`,
};

const NEXT = resolve("node_modules/next/dist/bin/next");
const env = { ...process.env, NODE_ENV: "production" as const, NEXT_TELEMETRY_DISABLED: "1" };

export type EmptyPage = { url: string; child: ChildProcess; remove: () => void };

/** An app with one page without content or styles on this project's Next, built and started. */
export async function startEmptyPage(): Promise<EmptyPage> {
  // Inside of the project Next finds its packages without an installation.
  const folder = mkdtempSync(resolve(".next/empty-page-"));
  mkdirSync(join(folder, "app"));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [NEXT, "build"], { cwd: folder, env });
  if (status !== 0) throw new Error(`The empty page was not built.\n${stdout}${stderr}`);
  const port = String(await freePort());
  const child = spawn(process.execPath, [NEXT, "start", "-H", "127.0.0.1", "-p", port], {
    cwd: folder,
    env,
    stdio: "ignore",
  });
  const url = `http://127.0.0.1:${port}`;
  for (let attempts = 0; attempts < 300; attempts += 1) {
    const answered = await fetch(url).catch(() => null);
    if (answered?.ok) return { url, child, remove: () => rmSync(folder, { recursive: true, force: true }) };
    await sleep(100);
  }
  child.kill("SIGTERM");
  throw new Error("The empty page did not answer within 30 s.");
}
