import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { importZip } from "#tests/support/app-client.ts";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { removeClockTraces } from "#tests/support/skewed-clock.ts";
import { endProcess, spawnWorker } from "#tests/support/worker-process.ts";

const RESTART_MS = 300;

/** An app that only serves pages, and worker processes, with one database and one store. */
export type Fleet = {
  app: AppProcess;
  /** A worker that ends is replaced, as by a container's restart policy. */
  workers: ChildProcess[];
  /** How many of them were replaced. */
  replaced: number;
  /** Resolves once it is gone. */
  endWorker(index: number, signal: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
};

type Settings = Record<string, string>;
type Options = {
  workers: number;
  /** Products to import, each with a photo for PT01; none if the catalogue exists. */
  images: number;
  /** For the app's process, and for one worker. */
  appSettings?: Settings;
  workerSettings?: (index: number) => Settings;
};

/** Each ASIN is the prompt of its image. */
export function asinsOf(images: number): string[] {
  return Array.from({ length: images }, (_, index) => `B${String(index).padStart(9, "0")}`);
}

export async function importCatalog(app: string, images: number): Promise<void> {
  const photos = await Promise.all(asinsOf(images).map(async (asin) => [`${asin}.PT01.jpg`, await drawPicture()]));
  await importZip(app, await makeZip(Object.fromEntries(photos)), images);
}

const isAlive = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

export async function startFleet(
  { workers, images, appSettings = {}, workerSettings = () => ({}) }: Options,
  settings: Settings,
): Promise<Fleet> {
  const quiet = { LOG_LEVEL: "fatal", GEMINI_API_KEY: "drill", ...settings };
  const app = await spawnApp({ ...quiet, ...appSettings, WORKER: "off" });
  if (images > 0) await importCatalog(app.url, images);
  let stopping = false;
  const fleet: Fleet = {
    app,
    workers: [],
    replaced: 0,
    endWorker: async (index, signal) => {
      const worker = fleet.workers[index];
      if (worker && isAlive(worker)) await endProcess(worker, signal);
    },
    stop: async () => {
      stopping = true;
      await Promise.all([app.child, ...fleet.workers].filter(isAlive).map((child) => endProcess(child, "SIGTERM")));
    },
  };
  const start = (index: number) => {
    const child = spawnWorker({ ...quiet, DATA_DIR: app.dataDir, ...workerSettings(index) });
    fleet.workers[index] = child;
    child.once("exit", async () => {
      removeClockTraces(child.pid ?? 0);
      await sleep(RESTART_MS);
      if (stopping) return;
      fleet.replaced += 1;
      start(index);
    });
  };
  for (let index = 0; index < workers; index += 1) start(index);
  return fleet;
}
