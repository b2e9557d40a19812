import { globSync } from "node:fs";
import { resolve } from "node:path";

type Module = Record<string, unknown>;

/** The address of a file of app/: without groups in parentheses, and without the file itself. */
const addressOf = (file: string) => `/${file.split("/").slice(1, -1).join("/")}`.replace(/\/\([^/]+\)/g, "");

/** The modules of all files of app/ with this name, by address. */
export async function appModules(name: "route.ts" | "page.tsx"): Promise<Map<string, Module>> {
  const files = globSync(`app/**/${name}`);
  const loaded = files.map(async (file): Promise<[string, Module]> => [addressOf(file), await import(resolve(file))]);
  return new Map((await Promise.all(loaded)).sort(([one], [other]) => (one < other ? -1 : 1)));
}
