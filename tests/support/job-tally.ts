import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { GeminiStub } from "#tests/support/gemini-stub.ts";

/** pg's pool or PGlite. */
export type Queryable = {
  query<Row extends object>(sql: string, values?: unknown[]): Promise<{ rows: Row[] }>;
};

export type Tally = {
  status: string;
  total: number;
  counters: Record<"completed" | "failed" | "cancelled", number>;
  rows: Record<string, number>;
  /** How each failed image ended. */
  codes: Record<string, number>;
  products: number;
  mostAttempts: number;
  /** Products whose count of images differs from their rows. */
  miscounted: number;
  /** Messages for images that are still in the queue. */
  messages: number;
};

export async function tallyJob(client: Queryable, jobId: string): Promise<Tally> {
  const { rows } = await client.query<Tally>(
    `SELECT j.status::text, j."totalImages" AS total,
       json_build_object('completed', "completedImages", 'failed', "failedImages", 'cancelled', "cancelledImages") AS counters,
       (SELECT json_object_agg(status, n) FROM (SELECT status, count(*) n FROM "GenerationTask" WHERE "jobId" = $1 GROUP BY 1) s) AS rows,
       (SELECT coalesce(json_object_agg(code, n), '{}') FROM (SELECT "errorCode" code, count(*) n FROM "GenerationTask"
         WHERE "jobId" = $1 AND "errorCode" IS NOT NULL GROUP BY 1) s) AS codes,
       (SELECT count(DISTINCT "productId")::int FROM "GenerationTask" WHERE "jobId" = $1) AS products,
       (SELECT max(attempts) FROM "GenerationTask" WHERE "jobId" = $1) AS "mostAttempts",
       (SELECT count(*)::int FROM "ProductStats" p WHERE "generatedCount" <>
         (SELECT count(*) FROM "GeneratedImage" i WHERE i."productId" = p."productId")) AS miscounted,
       (SELECT count(*)::int FROM pgboss.job WHERE name = 'generate-image' AND state < 'completed') AS messages
     FROM "GenerationJob" j WHERE id = $1`,
    [jobId],
  );
  const [tally] = rows;
  if (!tally) throw new Error(`No job has the ID ${jobId}.`);
  return tally;
}

/** The stub's calls compared with the recorded attempts, image by image. */
export type CallTally = {
  calls: number;
  /** Attempts that record a call. */
  recorded: number;
  /** Calls that no attempt records. */
  unrecorded: number;
  mostCalls: number;
  /** Recorded calls that never came and that should have. */
  unexplained: number;
  /** How the recorded calls ended. */
  ends: Record<string, number>;
};

/** Ends of attempts whose call may not have been made. */
const UNANSWERED = ["CRASHED", "STOPPED"];

function sum<Item>(items: Iterable<Item>, figure: (item: Item) => number): number {
  return [...items].reduce((total, item) => total + figure(item), 0);
}

/** Counts the calls for images with a prompt each of its own, filled with ASINs and titles. */
export async function tallyCalls(client: Queryable, stub: GeminiStub): Promise<CallTally> {
  const { rows } = await client.query<{ prompt: string; code: string }>(
    `SELECT coalesce(i.prompt, replace(replace(s.plan->>'text', '{{asin}}', coalesce(i."values"->>'asin', '')),
         '{{product_title}}', coalesce(i."values"->>'product_title', ''))) AS prompt, coalesce(a.code, 'OPEN') AS code
     FROM "GenerationAttempt" a JOIN "GenerationTask" i ON i.id = a."imageId"
       LEFT JOIN "JobShot" s ON s."jobId" = i."originJobId" AND s.index = i.shot
     WHERE a.called`,
  );
  const recorded = Map.groupBy(rows, ({ prompt }) => prompt);
  const calls = stub.callsByPrompt;
  const answered = Map.groupBy(
    rows.filter(({ code }) => !UNANSWERED.includes(code)),
    ({ prompt }) => prompt,
  );
  return {
    calls: stub.calls.length,
    recorded: rows.length,
    unrecorded: sum(calls, ([prompt, count]) => Math.max(0, count - (recorded.get(prompt)?.length ?? 0))),
    mostCalls: Math.max(0, ...calls.values()),
    unexplained: sum(answered, ([prompt, attempts]) => Math.max(0, attempts.length - (calls.get(prompt) ?? 0))),
    ends: Object.fromEntries([...Map.groupBy(rows, ({ code }) => code)].map(([code, group]) => [code, group.length])),
  };
}

export type StoreTally = { objects: number; withoutRow: number; withoutObject: number };

export async function tallyStore(client: Queryable, keys: string[]): Promise<StoreTally> {
  const { rows } = await client.query<{ key: string }>(
    `SELECT "storageKey" AS key FROM "GeneratedImage" WHERE "storageKey" IS NOT NULL
     UNION ALL SELECT "storageKey" FROM "SourceImage"`,
  );
  const named = new Set(rows.map(({ key }) => key));
  const stored = new Set(keys.filter((key) => /^(?:generated|source)-images\//.test(key)));
  return {
    objects: [...stored].filter((key) => key.startsWith("generated-images/")).length,
    withoutRow: stored.difference(named).size,
    withoutObject: named.difference(stored).size,
  };
}

/** Drafts are not counted. */
export function keysOnDisk(dataDir: string): string[] {
  return ["generated-images", "source-images"].flatMap((folder) => {
    const path = join(dataDir, "images", folder);
    const names = existsSync(path) ? readdirSync(path) : [];
    return names.filter((name) => !name.endsWith(".part")).map((name) => `${folder}/${name}`);
  });
}

export function isMadeOnce(
  images: number,
  { status, counters, rows, products, miscounted }: Tally,
  store: StoreTally,
  perProduct = 1,
) {
  const counted = status === "COMPLETED" && counters.completed === images && rows.COMPLETED === images;
  return (
    counted &&
    products * perProduct === images &&
    miscounted === 0 &&
    store.objects === images &&
    store.withoutObject === 0
  );
}
