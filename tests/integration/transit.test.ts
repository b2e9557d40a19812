import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { dataPath } from "#lib/storage/data-dir.ts";
import { transitFolder } from "#lib/storage/transit.ts";
import { endProcess } from "#tests/support/worker-process.ts";

const SCRIPT = `
  import { writeFileSync } from "node:fs";
  import { temporaryPath } from "#lib/storage/transit.ts";
  const path = temporaryPath();
  writeFileSync(path, "half an upload");
  console.log(path);
  setInterval(() => {}, 1_000);`;

/** A process that receives a file, and the path of what it has of it. */
async function receiver(): Promise<{ child: ChildProcess; path: string }> {
  const program = ["lib/launch/node.sh", "--input-type=module", "-e", SCRIPT];
  const child = spawn("sh", program, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = await once(child.stdout, "data");
  return { child, path: String(line).trim() };
}

test("closes DATA_DIR to other users of the machine, also where only uploads are in it", async () => {
  chmodSync(dataPath(), 0o755);
  const { child } = await receiver();
  expect(statSync(dataPath()).mode & 0o777).toBe(0o700);
  await endProcess(child, "SIGTERM");
});

test("what a killed process was receiving goes when the next one starts, and not what another one receives", async () => {
  const [killed, living] = await Promise.all([receiver(), receiver()]);
  mkdirSync(dataPath("uploads", "of-nobody"));
  writeFileSync(dataPath("uploads", "of-an-older-version"), "");
  await endProcess(killed.child, "SIGKILL");
  const folder = transitFolder();
  expect(existsSync(killed.path)).toBe(false);
  expect(existsSync(living.path)).toBe(true);
  expect(existsSync(dataPath("uploads", "of-nobody"))).toBe(false);
  expect(existsSync(dataPath("uploads", "of-an-older-version"))).toBe(false);
  expect(existsSync(join(folder, "lock.sqlite"))).toBe(true);
  await endProcess(living.child, "SIGTERM");
});
