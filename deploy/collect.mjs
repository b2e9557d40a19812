// Copies what the image runs into a folder, after a build with STANDALONE=on: `node deploy/collect.mjs <folder>`.
// Next has traced what its server needs. Traced here is what Node runs without Next: the entry points and the worker.
import { copyFile, cp, mkdir, readFile, rm, stat } from "node:fs/promises";
import { createRequire, stripTypeScriptTypes } from "node:module";
import { dirname, join } from "node:path";

const { nodeFileTrace } = createRequire(import.meta.url)("next/dist/compiled/@vercel/nft");

const ENTRIES = [
  "lib/launch/serve.ts",
  "lib/launch/worker.ts",
  "lib/launch/backup.ts",
  "lib/launch/restore.ts",
  "lib/picture-work/child.ts",
];
const WHOLE = [
  "lib",
  "prisma/migrations",
  "public",
  ".next/static",
  "next.config.mjs",
  // Next looks for these files when it reads its configuration, though it runs none of them.
  "node_modules/next/dist/compiled/webpack",
  "node_modules/next/dist/compiled/@babel/runtime/package.json",
];

/** Null if there is no such file: the tracer asks for folders and guessed names too. */
async function readSource(path) {
  const facts = await stat(path).catch(() => null);
  if (!facts?.isFile()) return null;
  const text = await readFile(path, "utf8");
  return /(?<!\.d)\.ts$/.test(path) ? stripTypeScriptTypes(text) : text;
}

async function tracePackages() {
  const { fileList } = await nodeFileTrace(ENTRIES, {
    // As `node.sh` starts them; `server-only` throws without the condition.
    conditions: ["node", "react-server"],
    // Traced by Next, which knows what only a build needs.
    ignore: "node_modules/next/**",
    readFile: readSource,
  });
  return [...fileList].filter((path) => path.startsWith("node_modules/"));
}

const [folder] = process.argv.slice(2);
if (!folder) throw new Error("Usage: node deploy/collect.mjs <folder>");
await cp(".next/standalone", folder, { recursive: true, verbatimSymlinks: true });
// The app has a server of its own.
await rm(join(folder, "server.js"));
for (const path of WHOLE) await cp(path, join(folder, path), { recursive: true });
for (const path of await tracePackages()) {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await copyFile(path, join(folder, path));
}
