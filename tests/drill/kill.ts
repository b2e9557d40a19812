// Processes that end in the middle of a job. DRILL_IMAGES, DRILL_PRODUCTS, DRILL_KILLS and DRILL_STOPS make it smaller.
import { deadlyImage } from "#tests/drill/scenarios/deadly-image.ts";
import { equalJobs } from "#tests/drill/scenarios/equal-jobs.ts";
import { kill9 } from "#tests/drill/scenarios/kill-9.ts";
import { killBatch } from "#tests/drill/scenarios/kill-batch.ts";
import { listings } from "#tests/drill/scenarios/listings.ts";
import { pilot } from "#tests/drill/scenarios/pilot.ts";
import { sigterm } from "#tests/drill/scenarios/sigterm.ts";
import { runDrill } from "#tests/support/run-drill.ts";

await runDrill("kill", {
  "kill -9": kill9,
  "kill -9 of batches": killBatch,
  sigterm,
  "deadly image": deadlyImage,
  listings,
  pilot,
  "equal jobs": equalJobs,
});
