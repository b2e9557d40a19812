import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { jobResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { endedJob, fetchJson, importZip } from "#tests/support/app-client.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import { asinsOf, startFleet } from "#tests/support/fleet.ts";
import { drawReply, type RecordedCall } from "#tests/support/gemini-stub.ts";
import { isMadeOnce, keysOnDisk, type Queryable, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import { drawPicture } from "#tests/support/picture.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const PRODUCTS = Number(process.env.DRILL_PRODUCTS ?? 50);
/** Products with no photo that a shot needs. */
const OTHERS = 5;
const KILLS = 2;
const WORKERS = 3;
const AT_ONCE = 4;
const CALL_MS = 500;
const CANDIDATES = 2;

type Shot = { name: string; variant: string; alsoSend: string[]; aspectRatio: string; imageSize: string };
const SHOTS: Shot[] = [
  { name: "front", variant: "MAIN", alsoSend: [], aspectRatio: "1:1", imageSize: "2K" },
  { name: "scene", variant: "MAIN", alsoSend: ["PT01"], aspectRatio: "4:3", imageSize: "4K" },
  { name: "detail", variant: "PT01", alsoSend: ["BACK", "MAIN"], aspectRatio: "1:1", imageSize: "1K" },
  { name: "banner", variant: "MAIN", alsoSend: [], aspectRatio: "16:9", imageSize: "2K" },
];
const TARGETS = ["MAIN", "PT01", "PT02", "OTHER"];
/** The shot that has a look, and what that adds to its prompt. */
const STYLED = "banner";
const ADDITION = "In warm light.";
const NAMED = new RegExp(`^(\\w+) (${SHOTS.map(({ name }) => name).join("|")})$`, "m");

const hashOf = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** Every second product has no BACK: it is sent without. */
function variantsOf(place: number): string[] {
  if (place >= PRODUCTS) return ["BACK"];
  return place % 2 === 0 ? ["MAIN", "PT01", "BACK"] : ["MAIN", "PT01"];
}

/** No two photos are alike. Returns their hashes by file name. */
async function importPhotos(app: string): Promise<Map<string, string>> {
  const names = asinsOf(PRODUCTS + OTHERS).flatMap((asin, place) =>
    variantsOf(place).map((variant) => `${asin}.${variant}.jpg`),
  );
  const photos = await Promise.all(
    names.map(
      async (name, place) =>
        [name, await drawPicture({ width: 64 + (place % 32), height: 64 + Math.floor(place / 32) })] as const,
    ),
  );
  await importZip(app, await makeZip(Object.fromEntries(photos)), names.length);
  return new Map(photos.map(([name, bytes]) => [name, hashOf(bytes)]));
}

/** Returns its id, and the hashes of its pictures in their order. */
async function makeLook(app: string): Promise<{ lookId: string; pictures: string[] }> {
  const { id } = await fetchJson(z.object({ id: z.string() }), `${app}/api/looks`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: app },
    body: JSON.stringify({ name: "Warm", prompt: ADDITION }),
  });
  const pictures = await Promise.all([301, 302].map((width) => drawPicture({ width, height: 300 })));
  for (const bytes of pictures) {
    const body = new FormData();
    body.set("file", new File([new Uint8Array(bytes)], "look.jpg", { type: "image/jpeg" }));
    await fetch(`${app}/api/looks/${id}/pictures`, { method: "POST", headers: { origin: app }, body });
  }
  return { lookId: id, pictures: pictures.map(hashOf) };
}

async function startListings(app: string, lookId: string) {
  const types = z.object({ imageTypes: z.array(z.object({ id: z.string() })) });
  const { imageTypes } = await fetchJson(types, `${app}/api/image-types`);
  const shots = SHOTS.map((shot, index) => ({
    ...{ ...shot, targetVariant: TARGETS[index], imageTypeId: imageTypes[0]?.id, candidates: CANDIDATES },
    customPrompt: `{{asin}} ${shot.name}`,
    ...(shot.name === STYLED ? { lookId } : {}),
  }));
  return fetchJson(jobResponseSchema, `${app}/api/images/bulk-generate`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: app },
    body: JSON.stringify({ selection: {}, shots }),
  });
}

/** Is the call that of a shot of its product, with the photos that the product has, then the pictures of its look? */
function isRight(
  { prompt, source, further, config }: RecordedCall,
  photos: Map<string, string>,
  ofLook: string[],
): boolean {
  const [, asin = "", name] = NAMED.exec(prompt) ?? [];
  const shot = SHOTS.find((one) => one.name === name);
  if (!shot) return false;
  const also = shot.alsoSend.flatMap((variant) => photos.get(`${asin}.${variant}.jpg`) ?? []);
  const styled = name === STYLED ? ofLook : [];
  const sent = [source, ...further].map(hashOf);
  const { aspectRatio, imageSize } = config.imageConfig;
  return (
    sent.join() === [photos.get(`${asin}.${shot.variant}.jpg`), ...also, ...styled].join() &&
    prompt.endsWith(ADDITION) === styled.length > 0 &&
    aspectRatio === shot.aspectRatio &&
    imageSize === shot.imageSize
  );
}

async function countRows(client: Queryable, jobId: string): Promise<string> {
  const sql = `SELECT shot, status::text, count(*)::int AS n FROM "GenerationTask" WHERE "jobId" = $1 GROUP BY 1, 2 ORDER BY 1, 2`;
  const { rows } = await client.query<{ shot: number; status: string; n: number }>(sql, [jobId]);
  return rows.map(({ shot, status, n }) => `${shot} ${status} ${n}`).join();
}

/**
 * Whole listings: four shots of each product, two images each, while two workers are killed: every image is made once, each from
 * the right photos and pictures of its look, with the right prompt, ratio and size, and the counters of the shots are those of the rows.
 */
export const listings = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, settings }) => {
    stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
    const fleet = await startFleet(
      { workers: WORKERS, images: 0 },
      { ...settings, GENERATION_CONCURRENCY: String(AT_ONCE) },
    );
    try {
      const photos = await importPhotos(fleet.app.url);
      const { lookId, pictures } = await makeLook(fleet.app.url);
      const { jobId, totalImages, skipped, skippedCount } = await startListings(fleet.app.url, lookId);
      for (let kill = 0; kill < KILLS; kill += 1) {
        while (stub.calls.length < ((kill + 1) * totalImages) / (KILLS + 1)) await sleep(100);
        await fleet.endWorker(kill % WORKERS, "SIGKILL");
      }
      const { shots } = await endedJob(fleet.app.url, jobId);
      const job = await tallyJob(database.client, jobId);
      const store = await tallyStore(database.client, keysOnDisk(fleet.app.dataDir));
      const images = PRODUCTS * SHOTS.length * CANDIDATES;
      const wrong = stub.calls.filter((call) => !isRight(call, photos, pictures)).length;
      const counted = shots.map(({ completed }, shot) => `${shot} COMPLETED ${completed}`).join();
      return {
        figures: { images, kills: KILLS, skippedCount, calls: stub.calls.length, wrongCalls: wrong, ...store, ...job },
        expected: {
          "every image is made once":
            totalImages === images && isMadeOnce(images, job, store, SHOTS.length * CANDIDATES),
          "each from its photos, with its prompt, ratio and size": wrong === 0,
          "at most the calls in flight are repeated": stub.calls.length <= images + KILLS * AT_ONCE,
          "each shot that is left out has its reason":
            skippedCount === OTHERS * SHOTS.length && skipped.every(({ reason }) => reason === "NO_SOURCE_IMAGE"),
          "the counters of the shots are those of the rows": counted === (await countRows(database.client, jobId)),
        },
      };
    } finally {
      await fleet.stop();
    }
  });
