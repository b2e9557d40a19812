// What a seller's own script would do, for `npm run bench -- pipeline`: calls the model with each photo of a folder, 8 at a
// time, and decodes, hashes and writes each answer with a thumbnail. Prints seconds and CPU time per image as JSON.
//   plain-script.ts <folder of photos> <address of the model> <folder to write to> <images> <in flight>
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pMap from "p-map";
import sharp from "sharp";
import { z } from "zod";

const [photos = "", model = "", target = "", images = "0", inFlight = "1"] = process.argv.slice(2);
const answerSchema = z.object({
  candidates: z.array(
    z.object({
      content: z.object({ parts: z.array(z.object({ inlineData: z.object({ data: z.string() }).optional() })) }),
    }),
  ),
});

const names = readdirSync(photos).map((name) => join(photos, name));

async function make(index: number): Promise<void> {
  const photo = await readFile(names[index % names.length] ?? "");
  const inlineData = { mimeType: "image/jpeg", data: photo.toString("base64") };
  const body = JSON.stringify({ contents: [{ role: "user", parts: [{ text: "On white" }, { inlineData }] }] });
  const response = await fetch(model, { method: "POST", headers: { "content-type": "application/json" }, body });
  const { candidates } = answerSchema.parse(await response.json());
  const bytes = Buffer.from(
    candidates[0]?.content.parts.find(({ inlineData: part }) => part)?.inlineData?.data ?? "",
    "base64",
  );
  const thumbnail = sharp(bytes)
    .resize(320, 320, { fit: "inside" })
    .flatten({ background: "#fff" })
    .jpeg({ quality: 80 });
  await writeFile(join(target, `${index}.jpg`), await thumbnail.toBuffer());
  await writeFile(join(target, `${index}.${createHash("sha256").update(bytes).digest("hex")}.png`), bytes);
}

const began = performance.now();
const { user, system } = process.cpuUsage();
await pMap(Array(Number(images)).keys(), make, { concurrency: Number(inFlight) });
const used = process.cpuUsage({ user, system });
const seconds = (performance.now() - began) / 1_000;
console.log(JSON.stringify({ seconds, cpuMs: (used.user + used.system) / 1_000 / Number(images) }));
