import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { fetchJson, finishedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { startFleet } from "#tests/support/fleet.ts";
import { drawReply } from "#tests/support/gemini-stub.ts";
import { isMadeOnce, keysOnDisk, tallyCalls, tallyJob, tallyStore } from "#tests/support/job-tally.ts";
import { drawPicture } from "#tests/support/picture.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { TcpProxy } from "#tests/support/tcp-proxy.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = Number(process.env.DRILL_IMAGES ?? 40);
const LOSSES = Number(process.env.DRILL_LOSSES ?? 20);
/** Of one change of a photo. */
const MOST_COMMITS = 3;
const CALL_MS = 500;
const LIMIT_MS = 5 * 60_000;

const productsSchema = z.object({ products: z.array(z.object({ id: z.string() })) });
const productSchema = z.object({ sourceImages: z.array(z.object({ id: z.string(), variant: z.string() })) });

/** Sends a photo and says whether the app took it. */
async function sendPhoto(method: "POST" | "PUT", url: string, variant: string): Promise<boolean> {
  const form = new FormData();
  form.set("variant", variant);
  form.set("file", new File([new Uint8Array(await drawPicture({ width: 80 }))], "photo.jpg"));
  return fetch(url, { method, body: form }).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Adds photos to a product and replaces them; of each change the answer to another of its COMMITs is lost. */
async function changePhotos(app: string, proxy: TcpProxy): Promise<void> {
  const { products } = await fetchJson(productsSchema, `${app}/api/products?limit=1`);
  const product = `${app}/api/products/${products[0]?.id}`;
  for (let spared = 0; spared < MOST_COMMITS; spared += 1) {
    proxy.loseCommits(1, spared);
    await sendPhoto("POST", `${product}/source-images`, "PT02");
  }
  proxy.loseCommits(0);
  const { sourceImages } = await fetchJson(productSchema, product);
  for (const [spared, { id }] of sourceImages.filter(({ variant }) => variant === "PT02").entries()) {
    proxy.loseCommits(1, spared % MOST_COMMITS);
    await sendPhoto("PUT", `${app}/api/source-images/${id}`, "PT02");
  }
  proxy.loseCommits(0);
}

/** Answers to COMMIT are lost: what was committed is neither done again nor undone, and no row loses its file. */
export const commitLost = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, databaseProxy, settings }) => {
    stub.reply = async () => ({ ...(await drawReply()), delayMs: CALL_MS });
    const appProxy = await TcpProxy.start(database.url);
    const appSettings = { DATABASE_URL: appProxy.url };
    const fleet = await startFleet({ workers: 2, images: IMAGES, appSettings }, settings);
    try {
      await changePhotos(fleet.app.url, appProxy);
      const jobId = await startJobOfAll(fleet.app.url);
      for (let losses = 1; losses <= LOSSES; losses += 1) {
        databaseProxy.loseCommits(1);
        while (databaseProxy.lostCommits < losses && stub.calls.length < IMAGES) await sleep(50);
        await sleep(CALL_MS / 2);
      }
      databaseProxy.loseCommits(0);
      const finished = await finishedJob(fleet.app.url, jobId, LIMIT_MS);
      const job = await tallyJob(database.client, jobId);
      const calls = await tallyCalls(database.client, stub);
      const store = await tallyStore(database.client, keysOnDisk(fleet.app.dataDir));
      const lost = { lostByWorkers: databaseProxy.lostCommits, lostByApp: appProxy.lostCommits };
      return {
        figures: { ...lost, ...calls, ...store, ...job },
        expected: {
          "the job finishes": finished !== null,
          "every image is made once": isMadeOnce(IMAGES, job, store),
          "nothing is paid twice": calls.calls === IMAGES,
          "every call is recorded": calls.unrecorded === 0,
          "every row has its file": store.withoutObject === 0,
          "answers were lost": lost.lostByApp > 1 && lost.lostByWorkers > 0,
        },
      };
    } finally {
      await fleet.stop();
      appProxy.cut();
    }
  });
