import { setTimeout as sleep } from "node:timers/promises";
import { finishedJob, startJobOfAll } from "#tests/support/app-client.ts";
import type { Queryable } from "#tests/support/job-tally.ts";

const ASK_AGAIN_MS = 500;
const LOOK_MS = 30_000;
/** For what is left once no more faults come. */
const LIMIT_MS = 15 * 60_000;

type JobTally = {
  jobs: number;
  images: number;
  completed: number;
  failed: number;
  codes: Record<string, number>;
  /** Jobs whose counters are not those of their rows, or that have a product twice. */
  miscountedJobs: number;
  /** Products whose count of generated images is not that of their rows. */
  miscountedProducts: number;
  /** Messages for images that are still in the queue. */
  messages: number;
};

const TALLY = `
  SELECT count(*)::int AS jobs, sum(total)::int AS images, sum(made)::int AS completed, sum(lost)::int AS failed,
    (SELECT coalesce(json_object_agg(code, n), '{}') FROM (SELECT "errorCode" AS code, count(*) AS n FROM "GenerationTask"
      WHERE "errorCode" IS NOT NULL GROUP BY 1) c) AS codes,
    (count(*) FILTER (WHERE "completedImages" <> made OR "failedImages" <> lost OR "totalImages" <> total OR products <> total))::int
      AS "miscountedJobs",
    (SELECT count(*)::int FROM "ProductStats" p WHERE "generatedCount" <>
      (SELECT count(*) FROM "GeneratedImage" i WHERE i."productId" = p."productId")) AS "miscountedProducts",
    (SELECT count(*)::int FROM pgboss.job WHERE name = 'generate-image' AND state < 'completed') AS messages
  FROM "GenerationJob" j CROSS JOIN LATERAL (
    SELECT count(*) AS total, count(*) FILTER (WHERE status = 'COMPLETED') AS made,
      count(*) FILTER (WHERE status = 'FAILED') AS lost, count(DISTINCT "productId") AS products
    FROM "GenerationTask" WHERE "jobId" = j.id) i`;

/** Jobs over all products, two at a time, each started however often that fails, until `finish`. */
export class JobStream {
  readonly #app: string;
  readonly #running: Promise<boolean[]>;
  #started = 0;
  #ending = false;
  #isLate = false;

  constructor(app: string) {
    this.#app = app;
    this.#running = Promise.all([this.#run(), this.#run()]);
  }

  async #start(): Promise<string> {
    this.#started += 1;
    const number = this.#started;
    for (;;) {
      const jobId = await startJobOfAll(this.#app, `${number} {{asin}}`, `job-${number}`).catch(() => null);
      if (jobId) return jobId;
      await sleep(ASK_AGAIN_MS);
    }
  }

  async #run(): Promise<boolean> {
    while (!this.#ending) {
      const jobId = await this.#start();
      while (!(await finishedJob(this.#app, jobId, LOOK_MS))) if (this.#isLate) return false;
    }
    return true;
  }

  /** Starts no further job. Resolves with whether all have finished in time. */
  async finish(): Promise<boolean> {
    this.#ending = true;
    const limit = setTimeout(() => {
      this.#isLate = true;
    }, LIMIT_MS);
    const finished = await this.#running;
    clearTimeout(limit);
    return finished.every(Boolean);
  }

  /** Counts all jobs by plain SQL, each over so many products. */
  async tally(client: Queryable, products: number) {
    const { rows } = await client.query<JobTally>(TALLY);
    const [figures] = rows;
    if (!figures) throw new Error("There is no job.");
    const { jobs, images, completed, failed, miscountedJobs, miscountedProducts, messages } = figures;
    return {
      figures,
      expected: {
        "each job is started once": jobs === this.#started && images === jobs * products,
        "every image is made": completed === images && failed === 0,
        "none is counted twice": miscountedJobs === 0 && miscountedProducts === 0,
        "the queue is empty": messages === 0,
      },
    };
  }
}
