import { execFileSync } from "node:child_process";
import { join } from "node:path";

const TOOLS = join("tests", "support", "containers");
const BASE = "localhost/node:24-bookworm-slim";
export const IMAGE = "localhost/packshot-drill";
export const POSTGRES_IMAGE = "localhost/postgres:15";

const SCRIPT = join(TOOLS, "podman.sh");

/** Returns what it prints. What goes wrong is in the error's message. */
export function podman(...args: string[]): string {
  return execFileSync("bash", [SCRIPT, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] }).trim();
}

/** Of the sources in a folder. */
export function buildImage(sources = ".", tag = IMAGE): void {
  const dockerfile = join(sources, "deploy", "Dockerfile");
  const build = ["build", "--build-arg", `NODE_IMAGE=${BASE}`, "-t", tag, "-f", dockerfile, sources];
  for (const [script = "", ...args] of [[join(TOOLS, "base-images.sh")], [SCRIPT, ...build]])
    execFileSync("bash", [script, ...args], { stdio: "inherit" });
}

const megabytes = (image: string) =>
  Math.round(Number(podman("image", "inspect", "--format", "{{.Size}}", image)) / 1_000_000);

export function imageSizes(): { baseMb: number; imageMb: number } {
  return { baseMb: megabytes(BASE), imageMb: megabytes(IMAGE) };
}

/** By the image's own check, inside of the container. */
export function isHealthy(container: string): boolean {
  try {
    podman("healthcheck", "run", container);
    return true;
  } catch {
    return false;
  }
}
