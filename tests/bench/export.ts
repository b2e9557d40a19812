// An export of 1,000 approved images of 2,048 px (JPEG, PNG, alpha, 16 bit, CMYK, WebP, another profile) from an app on the PostgreSQL of
// TEST_DATABASE_URL with pictures on disk, one of them missing. Prints a table and a JSON line. Exits with 1 where the first
// byte takes over a second, the process grows by over 300 MB, a stock unzip refuses the zip, a name is not
// ASIN.VARIANT.jpg, a file is no sRGB JPEG, or the missing picture is not in the manifest.
import { execFileSync } from "node:child_process";
import { createWriteStream } from "node:fs";
import { link, mkdir, readFile, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { parse } from "csv-parse/sync";
import type { Pool } from "pg";
import { meansSrgb } from "#lib/export/to-jpeg.ts";
import { sharp } from "#lib/pictures/sharp.ts";
import { variantSchema } from "#lib/schemas/variant.ts";
import { spawnApp } from "#tests/support/app-process.ts";
import { genericRgbProfile } from "#tests/support/icc.ts";
import { makeRows } from "#tests/support/made-rows.ts";
import { noise } from "#tests/support/picture.ts";
import { watchMemory } from "#tests/support/resident-size.ts";
import { createScratchDatabase } from "#tests/support/scratch-database.ts";
import { draw } from "#tests/support/truth-pictures.ts";
import { readZip } from "#tests/support/zip.ts";

const IMAGES = Number(process.env.BENCH_IMAGES ?? 1_000);
const SIDE = 2_048;
const VARIANTS = ["MAIN", "PT01", "PT02", "PS03"];
const MAX_FIRST_MS = 1_000;
const MAX_GROWTH_MB = 300;
const SETTLE_MS = 3_000;

async function drawPictures(profile: string): Promise<Buffer[]> {
  const product = (options = {}) => draw({ size: SIDE, ...options });
  return Promise.all([
    product().jpeg({ quality: 95 }).toBuffer(),
    product().png().toBuffer(),
    product({ transparent: true }).png().toBuffer(),
    product().toColourspace("rgb16").png().toBuffer(),
    product().toColourspace("cmyk").jpeg({ quality: 95 }).toBuffer(),
    product().webp({ quality: 95 }).toBuffer(),
    product().withIccProfile(profile).jpeg({ quality: 95 }).toBuffer(),
    noise(SIDE / 4)
      .resize(SIDE, SIDE)
      .png()
      .toBuffer(),
  ]);
}

async function fill(client: Pool, dataDir: string): Promise<void> {
  const folder = join(dataDir, "images", "generated-images");
  await mkdir(folder, { recursive: true });
  const profile = join(dataDir, "generic-rgb.icc");
  await writeFile(profile, genericRgbProfile("Generic RGB Profile"));
  const pictures = await drawPictures(profile);
  for (const [index, bytes] of pictures.entries()) await writeFile(join(dataDir, `picture-${index}`), bytes);
  for (let n = 0; n < IMAGES; n++) await link(join(dataDir, `picture-${n % pictures.length}`), join(folder, `i${n}`));
  await unlink(join(folder, "i1"));
  const variants = VARIANTS.length;
  await client.query(
    `INSERT INTO "Product" (id, asin, title, "updatedAt")
     SELECT 'p' || n, 'B0' || lpad(n::text, 8, '0'), 'Enamel mug ' || n, now() FROM generate_series(0, $1::int) AS n`,
    [Math.ceil(IMAGES / variants)],
  );
  await client.query(
    `INSERT INTO "GenerationTask" (id, "chainId", "productId", "targetVariant", status, prompt, model, "endedAt", "updatedAt")
     SELECT 'i' || n, 'i' || n, 'p' || n / ${variants}, ($2::text[])[1 + n % ${variants}], 'COMPLETED', repeat('A long prompt. ', 60),
       'bench', now(), now()
     FROM generate_series(0, $1::int - 1) AS n`,
    [IMAGES, VARIANTS],
  );
  await client.query(makeRows(SIDE));
  await client.query(`UPDATE "GeneratedImage" SET "mimeType" = 'image/png', checks = '[]', verdict = 'PASS'`);
  await client.query(
    `INSERT INTO "ImageDecision" ("imageId", decision, by) SELECT id, 'APPROVE', 'bench' FROM "GeneratedImage"`,
  );
}

/** Fetches the zip to `path`, as a browser does; answers when the first byte came and how long all took. */
async function download(url: string, path: string): Promise<{ firstMs: number; totalS: number }> {
  const began = performance.now();
  const response = await fetch(`${url}/api/export/images.zip`);
  if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);
  const { body } = response;
  let firstMs = Number.NaN;
  async function* watched() {
    for await (const chunk of body) {
      if (Number.isNaN(firstMs)) firstMs = performance.now() - began;
      yield chunk;
    }
  }
  await pipeline(watched, createWriteStream(path));
  return { firstMs: Math.round(firstMs), totalS: Math.round((performance.now() - began) / 100) / 10 };
}

async function isSrgbJpeg(bytes: Buffer): Promise<boolean> {
  const { format, space, hasAlpha, icc } = await sharp(bytes).metadata();
  await sharp(bytes, { failOn: "error" }).raw().toBuffer();
  return format === "jpeg" && space === "srgb" && !hasAlpha && meansSrgb(icc);
}

/** What is wrong with the zip. */
async function faults(path: string): Promise<string[]> {
  const found: string[] = [];
  execFileSync("unzip", ["-tqq", path], { stdio: "inherit" });
  const files = await readZip(await readFile(path));
  const rows: Record<string, string>[] = parse(files.get("manifest.csv") ?? "", { columns: true, bom: true });
  files.delete("manifest.csv");
  for (const [name, bytes] of files) {
    const [, variant = ""] = /^[A-Z0-9]{10}\.([A-Z0-9]+)\.jpg$/.exec(name) ?? [];
    if (!variantSchema.safeParse(variant).success) found.push(`${name} is no name for Amazon.`);
    if (!(await isSrgbJpeg(bytes))) found.push(`${name} is no sRGB JPEG.`);
  }
  if (files.size !== IMAGES - 1) found.push(`${files.size} files instead of ${IMAGES - 1}.`);
  const missing = rows.filter(({ outcome }) => outcome?.includes("not in the store")).map(({ image }) => image);
  if (rows.length !== IMAGES || missing.join() !== "i1")
    found.push(`The manifest reports ${missing.join() || "nothing"}.`);
  return found;
}

const database = await createScratchDatabase();
const app = await spawnApp({ DATABASE_URL: database.url, WORKER: "off" });
try {
  await fill(database.client, app.dataDir);
  await fetch(`${app.url}/export`).then((page) => page.text());
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const idle = watchMemory(() => app.child.pid);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  const idleMb = idle.stop().medianMb;
  const memory = watchMemory(() => app.child.pid);
  const path = join(app.dataDir, "export.zip");
  const { firstMs, totalS } = await download(app.url, path);
  const grownMb = memory.stop().peakMb - idleMb;
  const zipMb = Math.round((await stat(path)).size / 1e6);
  const result = { images: IMAGES, firstMs, totalS, imagesPerS: Math.round(IMAGES / totalS), zipMb, idleMb, grownMb };
  console.table([result]);
  console.log(JSON.stringify(result));
  const broken = await faults(path);
  if (firstMs > MAX_FIRST_MS) broken.push(`The first byte took ${firstMs} ms.`);
  if (grownMb > MAX_GROWTH_MB) broken.push(`The process grew by ${grownMb} MB.`);
  for (const fault of broken.slice(0, 10)) console.error(fault);
  if (broken.length > 0) process.exitCode = 1;
} finally {
  app.child.kill("SIGTERM");
  await database.drop();
}
