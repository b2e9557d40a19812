import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { z } from "zod";

const { scripts } = z
  .object({ scripts: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync("package.json", "utf8")));

/** Without npm: the child's pid and signals are the program's own. The script must `exec`. */
export function spawnScript(
  name: string,
  env: Record<string, string>,
  output: "inherit" | "pipe" = "inherit",
): ChildProcess {
  return spawn("sh", ["-c", scripts[name] ?? ""], {
    stdio: ["ignore", output === "pipe" ? "pipe" : "ignore", output],
    env: { ...process.env, ...env },
  });
}
