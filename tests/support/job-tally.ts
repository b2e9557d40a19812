import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Pool } from "pg";

/** What a job came to: by its counters, by its images' rows, and the images' tries. */
export type Tally = {
  status: string;
  total: number;
  counters: Record<"completed" | "failed" | "cancelled", number>;
  rows: Record<string, number>;
  /** How each image that failed ended. */
  codes: Record<string, number>;
  products: number;
  mostAttempts: number;
};

/** Counts a job by plain SQL. */
export async function tallyJob(client: Pool, jobId: string): Promise<Tally> {
  const { rows: jobs } = await client.query(
    `SELECT status::text, "totalImages" AS total, json_build_object('completed', "completedImages", 'failed', "failedImages",
       'cancelled', "cancelledImages") AS counters FROM "GenerationJob" WHERE id = $1`,
    [jobId],
  );
  const { rows: images } = await client.query(
    `SELECT
       (SELECT json_object_agg(status, n) FROM (SELECT status, count(*) n FROM "GeneratedImage" WHERE "jobId" = $1 GROUP BY 1) s) AS rows,
       (SELECT coalesce(json_object_agg(code, n), '{}') FROM (SELECT "errorCode" code, count(*) n FROM "GeneratedImage"
         WHERE "jobId" = $1 AND "errorCode" IS NOT NULL GROUP BY 1) s) AS codes,
       (SELECT count(DISTINCT "productId")::int FROM "GeneratedImage" WHERE "jobId" = $1) AS products,
       (SELECT max(attempts) FROM "GeneratedImage" WHERE "jobId" = $1) AS "mostAttempts"`,
    [jobId],
  );
  return { ...jobs[0], ...images[0] };
}

/** How many generated images are in a disk store, drafts not counted. */
export function storedOnDisk(dataDir: string): number {
  const names = readdirSync(join(dataDir, "images", "generated-images"));
  return names.filter((name) => !name.endsWith(".part")).length;
}
