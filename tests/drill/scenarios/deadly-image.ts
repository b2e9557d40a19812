import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { finishedJob, startJobOfAll } from "#tests/support/app-client.ts";
import { asinsOf, startFleet } from "#tests/support/fleet.ts";
import { drawReply, imageReply } from "#tests/support/gemini-stub.ts";
import { tallyCalls, tallyJob } from "#tests/support/job-tally.ts";
import { drawPicture } from "#tests/support/picture.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const IMAGES = 8;
const IN_FLIGHT = 4;
const CALL_MS = 1_500;
const LIMIT_MS = 180_000;
const MARK = "PACKSHOT-DEADLY";

const [deadly = ""] = asinsOf(IMAGES);

/**
 * The model's answer for one image kills whoever decodes it, while others are in flight: that image is paid once and ends as
 * CRASHED, the others are made by the same worker, and nobody else is blamed.
 */
export const deadlyImage = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, settings }) => {
    stub.reply = async ({ prompt }) => {
      if (prompt !== deadly) return { ...(await drawReply()), delayMs: CALL_MS };
      return imageReply(Buffer.concat([await drawPicture({ format: "png" }), Buffer.from(MARK)]));
    };
    const preload = pathToFileURL(resolve("tests/support/deadly-picture.ts")).href;
    const workerSettings = () => ({ NODE_OPTIONS: `--import=${preload}`, DEADLY_MARK: MARK });
    const fleet = await startFleet(
      { workers: 1, images: IMAGES, workerSettings },
      { ...settings, GENERATION_CONCURRENCY: String(IN_FLIGHT) },
    );
    try {
      const jobId = await startJobOfAll(fleet.app.url);
      const finished = await finishedJob(fleet.app.url, jobId, LIMIT_MS);
      const job = await tallyJob(database.client, jobId);
      const calls = await tallyCalls(database.client, stub);
      const deadlyCalls = stub.callsByPrompt.get(deadly) ?? 0;
      return {
        figures: { deaths: fleet.replaced, deadlyCalls, ...calls, ...job },
        expected: {
          "the job finishes": finished !== null,
          "only the deadly image fails": job.counters.completed === IMAGES - 1 && job.codes.CRASHED === 1,
          "the deadly image is paid once": deadlyCalls === 1,
          "it kills no worker": fleet.replaced === 0,
          "every call is recorded": calls.unrecorded === 0,
          "nobody else's call is lost": calls.calls === IMAGES,
        },
      };
    } finally {
      await fleet.stop();
    }
  });
