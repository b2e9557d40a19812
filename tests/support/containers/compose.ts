import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { POSTGRES_IMAGE, podman } from "#tests/support/containers/image.ts";

const PROJECT = "packshot-drill";
/** Where no limit may be raised, podman needs them named. */
const LIMITS = { ulimits: { nofile: 1024, nproc: 4096 } };

const container = (service: string) => `${PROJECT}_${service}_1`;

/** What the container of a service wrote last. */
export function logOf(service: string): string {
  return podman("logs", "--tail", "20", container(service));
}

export type Composed = {
  up(): void;
  /** The volumes stay. */
  down(): void;
  remove(): void;
  /** Runs a program in a new container of the app; returns what it prints. */
  run(...command: string[]): string;
  container(service: string): string;
  /** Where a volume is on this machine. */
  volume(name: string): string;
  /** Of the database, reached at `databasePort`. */
  databaseUrl: string;
};

type Release = {
  /** The folder with the sources of the image. */
  sources: string;
  image: string;
  /** Lines of `.env` that differ from the example. */
  settings: Record<string, string>;
};

function withSettings(example: string, settings: Record<string, string>): string {
  const names = Object.keys(settings).join("|");
  const others = example.replaceAll(new RegExp(`^(?:${names})=.*$`, "gm"), "");
  return `${others}\n${Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join("")}`;
}

/**
 * The compose file of a release with its example of settings, as somebody copies them, on another port and with the images named.
 * Releases share the volumes.
 */
export function composeFolder(port: number, databasePort: number, { sources, image, settings }: Release): Composed {
  const folder = mkdtempSync(join(tmpdir(), "packshot-compose-"));
  const [file, limits] = [join(folder, "compose.yaml"), join(folder, "limits.yaml")];
  copyFileSync(join(sources, "deploy", "compose.yaml"), file);
  const example = readFileSync(join(sources, "deploy", ".env.example"), "utf8");
  const own = {
    PORT: String(port),
    APP_URL: `http://localhost:${port}`,
    PACKSHOT_IMAGE: image,
    POSTGRES_IMAGE,
    ...settings,
  };
  writeFileSync(join(folder, ".env"), withSettings(example, own));
  const database = { ...LIMITS, ports: [`127.0.0.1:${databasePort}:5432`] };
  writeFileSync(limits, JSON.stringify({ services: { app: LIMITS, worker: LIMITS, postgres: database } }));
  const compose = (...args: string[]) => podman("compose", "-p", PROJECT, "-f", file, "-f", limits, ...args);
  return {
    up: () => void compose("up", "-d", "--no-build"),
    down: () => void compose("down"),
    remove() {
      compose("down", "-v");
      rmSync(folder, { recursive: true });
    },
    run: (...command) => compose("run", "--rm", "-T", "app", ...command),
    container,
    volume: (name) => podman("volume", "inspect", "--format", "{{.Mountpoint}}", `${PROJECT}_${name}`),
    databaseUrl: `postgresql://packshot:packshot@127.0.0.1:${databasePort}/packshot`,
  };
}
