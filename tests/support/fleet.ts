import type { ChildProcess } from "node:child_process";
import { importZip } from "#tests/support/app-client.ts";
import { type AppProcess, spawnApp } from "#tests/support/app-process.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { drawPicture } from "#tests/support/picture.ts";
import { endProcess, spawnWorker } from "#tests/support/worker-process.ts";

/** An app that serves pages only, and worker processes beside it, on one database and one store. */
export type Fleet = {
  app: AppProcess;
  workers: ChildProcess[];
  /** Starts one more worker. */
  add(): void;
  stop(): Promise<void>;
};

type Size = { workers: number; images: number };

/** Starts a fleet with a catalogue of as many products as there are to be images, each with a photo for PT01. */
export async function startFleet({ workers, images }: Size, settings: Record<string, string>): Promise<Fleet> {
  const quiet = { LOG_LEVEL: "fatal", GEMINI_API_KEY: "drill", ...settings };
  const app = await spawnApp({ ...quiet, WORKER: "off" });
  const names = Array.from({ length: images }, (_, index) => `B${String(index).padStart(9, "0")}.PT01.jpg`);
  const photos = await Promise.all(names.map(async (name) => [name, await drawPicture()]));
  await importZip(app.url, await makeZip(Object.fromEntries(photos)), images);
  const fleet: Fleet = {
    app,
    workers: [],
    add: () => void fleet.workers.push(spawnWorker({ ...quiet, DATA_DIR: app.dataDir })),
    stop: async () => {
      const living = [app.child, ...fleet.workers].filter(({ exitCode, signalCode }) => !(exitCode ?? signalCode));
      await Promise.all(living.map((child) => endProcess(child, "SIGTERM")));
    },
  };
  for (let count = 0; count < workers; count += 1) fleet.add();
  return fleet;
}
