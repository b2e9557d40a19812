import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";
import { CHROMIUM } from "#tests/support/chromium.ts";

/** npm fetches it at the first run: with what it needs it is larger than this project. */
const PACKAGE = "lighthouse@13.5.0";
const MEASURES = {
  paintMs: "first-contentful-paint",
  largestPaintMs: "largest-contentful-paint",
  blockedMs: "total-blocking-time",
} as const;

const reportSchema = z.object({
  categories: z.object({ performance: z.object({ score: z.number() }) }),
  audits: z.record(z.string(), z.object({ numericValue: z.number().optional() })),
});

export type Device = "mobile" | "desktop";
export type Figures = { score: number } & Record<keyof typeof MEASURES, number>;

/** One visit with an empty cache, as Lighthouse simulates it: mobile is a slow phone on a slow network. */
export async function visit(url: string, device: Device): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "packshot-lighthouse-"));
  const path = join(folder, "report.json");
  const given = [url, "--quiet", "--only-categories=performance", "--output=json", `--output-path=${path}`];
  const flags = ["--headless=new", ...CHROMIUM.args].join(" ");
  const preset = device === "desktop" ? ["--preset=desktop"] : [];
  try {
    await promisify(execFile)(
      "npm",
      ["exec", "--yes", `--package=${PACKAGE}`, "--", "lighthouse", ...given, `--chrome-flags=${flags}`, ...preset],
      { env: { ...process.env, CHROME_PATH: CHROMIUM.executablePath } },
    );
    const { categories, audits } = reportSchema.parse(JSON.parse(readFileSync(path, "utf8")));
    const measured = Object.entries(MEASURES).map(([name, audit]) => [name, audits[audit]?.numericValue ?? Number.NaN]);
    return { score: Math.round(categories.performance.score * 100), ...Object.fromEntries(measured) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
