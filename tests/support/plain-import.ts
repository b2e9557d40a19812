// What a seller's own script would do with photos, for `npm run bench -- import-speed`: reads, hashes and shrinks each one, writes
// it and its thumbnail, and syncs both. Prints the seconds that took.
//   plain-import.ts <folder of photos> <folder to write to>
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import pMap from "p-map";
import sharp from "sharp";

const [photos = "", target = ""] = process.argv.slice(2);

async function writeSynced(path: string, bytes: Uint8Array): Promise<void> {
  const file = await open(path, "w");
  await file.writeFile(bytes);
  await file.sync();
  await file.close();
}

async function take(name: string): Promise<void> {
  const photo = await readFile(join(photos, name));
  const key = join(target, createHash("sha256").update(photo).digest("hex"));
  const small = sharp(photo).resize(320, 320, { fit: "inside" }).jpeg({ quality: 80 });
  await Promise.all([writeSynced(key, photo), writeSynced(`${key}.thumbnail`, await small.toBuffer())]);
}

const began = performance.now();
await pMap(readdirSync(photos), take, { concurrency: 2 * availableParallelism() });
console.log((performance.now() - began) / 1_000);
