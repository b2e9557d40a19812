import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IMAGE, POSTGRES_IMAGE, podman } from "#tests/support/containers/image.ts";

const PROJECT = "packshot-drill";
/** Where no limit may be raised, podman needs them named. */
const LIMITS = { ulimits: { nofile: 1024, nproc: 4096 } };

export type Composed = {
  up(): void;
  /** The volumes stay. */
  down(): void;
  remove(): void;
  container(service: string): string;
};

/** The compose file with its example of settings, as somebody copies them, on another port and with the images named. */
export function composeFolder(port: number): Composed {
  const folder = mkdtempSync(join(tmpdir(), "packshot-compose-"));
  const [file, limits] = [join(folder, "compose.yaml"), join(folder, "limits.yaml")];
  copyFileSync(join("deploy", "compose.yaml"), file);
  const example = readFileSync(join("deploy", ".env.example"), "utf8");
  const changed = example.replaceAll(/^(PORT=|APP_URL=http:\/\/localhost:)3000$/gm, `$1${port}`);
  // As behind a proxy that signs people in: the drill has no account.
  const access = changed.replace(/^TRUST_PROXY=0$/m, "TRUST_PROXY=1\nAUTH=local");
  writeFileSync(join(folder, ".env"), `${access}\nPACKSHOT_IMAGE=${IMAGE}\nPOSTGRES_IMAGE=${POSTGRES_IMAGE}\n`);
  writeFileSync(limits, JSON.stringify({ services: { app: LIMITS, worker: LIMITS, postgres: LIMITS } }));
  const compose = (...args: string[]) => podman("compose", "-p", PROJECT, "-f", file, "-f", limits, ...args);
  return {
    up: () => void compose("up", "-d", "--no-build"),
    down: () => void compose("down"),
    remove() {
      compose("down", "-v");
      rmSync(folder, { recursive: true });
    },
    container: (service) => `${PROJECT}_${service}_1`,
  };
}
