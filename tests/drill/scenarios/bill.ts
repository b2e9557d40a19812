import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { priceOf } from "#lib/gemini/price-list.ts";
import { jobPreviewSchema, jobResponseSchema } from "#lib/schemas/bulk-generate.ts";
import { askedTierSchema } from "#lib/schemas/tier.ts";
import { endedJob, fetchJson } from "#tests/support/app-client.ts";
import { type Billed, BillingStub, COMBINATIONS } from "#tests/support/billing-stub.ts";
import { startFleet } from "#tests/support/fleet.ts";
import type { Queryable } from "#tests/support/job-tally.ts";
import type { Verdict } from "#tests/support/run-drill.ts";
import { withTestbed } from "#tests/support/testbed.ts";

const PRODUCTS = Number(process.env.DRILL_PRODUCTS ?? 22);
const KILLS = Number(process.env.DRILL_KILLS ?? 5);
const TIER = askedTierSchema.parse(process.env.DRILL_TIER ?? "standard");
const WORKERS = 2;
const TIMEOUT_MS = 15_000;
const CALL_MS = 1_000;
const MAX_ERROR = 0.05;

type Shot = { variant: string; targetVariant: string; imageTypeId: string; customPrompt: string; model: string };
type Ledger = { calls: number; settled: number; maybe: number; maybeCalls: number };

const sumOf = (billed: Billed[]) => billed.reduce((sum, { micros }) => sum + micros, 0);
const tier = TIER === "standard" ? {} : { tier: TIER };
/** Those with a price in the tier. */
const OFFERED = COMBINATIONS.filter(({ model }) => priceOf(model, TIER) !== null);

async function shotsOf(app: string): Promise<Shot[]> {
  const { imageTypes } = await fetchJson(
    z.object({ imageTypes: z.array(z.object({ id: z.string() })) }),
    `${app}/api/image-types`,
  );
  return OFFERED.map(({ model, size }, index) => ({
    ...{ variant: "PT01", targetVariant: `PT${String(index + 1).padStart(2, "0")}` },
    ...{ imageTypeId: imageTypes[0]?.id ?? "", customPrompt: "{{asin}}", model, aspectRatio: "1:1", imageSize: size },
  }));
}

const post = (app: string, body: object) => ({
  method: "POST",
  headers: { "content-type": "application/json", origin: app },
  body: JSON.stringify({ selection: {}, ...tier, ...body }),
});

async function startJob(app: string, shots: Shot[]): Promise<string> {
  const path = `${app}/api/images/bulk-generate`;
  return (await fetchJson(jobResponseSchema, path, post(app, { shots, reuse: false }))).jobId;
}

async function ledgerOf(client: Queryable, jobId: string): Promise<Ledger> {
  const { rows } = await client.query<Ledger>(
    `SELECT count(*)::int AS calls, coalesce(sum("costMicros"), 0)::float8 AS settled, coalesce(sum("reservedMicros"), 0)::float8 AS maybe,
       count("reservedMicros")::int AS "maybeCalls"
     FROM "GenerationAttempt" WHERE "jobId" = $1 AND called`,
    [jobId],
  );
  return rows[0] ?? { calls: 0, settled: 0, maybe: 0, maybeCalls: 0 };
}

/** How far the estimate of an image with each model and size is from what such images are billed. */
async function estimateErrors(app: string, shots: Shot[], billed: () => Billed[], runJob: () => Promise<unknown>) {
  const estimates = await Promise.all(
    shots.map((shot) =>
      fetchJson(jobPreviewSchema, `${app}/api/images/bulk-generate/preview`, post(app, { shots: [shot] })),
    ),
  );
  await runJob();
  const errors = OFFERED.map(({ model, size }, index) => {
    const of = billed().filter((each) => each.model === model && each.size === size);
    const { totalImages = 1, estimate } = estimates[index] ?? {};
    return Math.abs(((estimate?.usd ?? 0) / totalImages) * 1_000_000 * of.length - sumOf(of)) / sumOf(of);
  });
  return { errors, bases: new Set(estimates.map(({ estimate }) => estimate.basis)) };
}

/**
 * 429s, 503s, safety blocks, lost answers and timeouts: what the ledger has settled is the stub's bill of all answered calls, and each
 * call that was cut off is one row that may be billed. Then estimates by that history. Then workers are killed during calls.
 */
export const bill = (): Promise<Verdict> =>
  withTestbed(async ({ stub, database, settings }) => {
    const billing = new BillingStub(stub, { tier: TIER, timeoutMs: TIMEOUT_MS });
    const limits = {
      GENERATION_CONCURRENCY: "4",
      GEMINI_TIMEOUT_MS: String(TIMEOUT_MS),
      GEMINI_FLEX_TIMEOUT_MS: String(TIMEOUT_MS),
    };
    const fleet = await startFleet({ workers: WORKERS, images: PRODUCTS }, { ...settings, ...limits });
    const { url } = fleet.app;
    async function play(shots: Shot[], meanwhile = async () => {}) {
      const [callsBefore, billedBefore] = [stub.calls.length, billing.billed.length];
      const jobId = await startJob(url, shots);
      await meanwhile();
      const job = await endedJob(url, jobId);
      const billed = billing.billed.slice(billedBefore);
      return { job, billed, calls: stub.calls.length - callsBefore, ledger: await ledgerOf(database.client, jobId) };
    }
    try {
      const shots = await shotsOf(url);
      billing.hasFaults = true;
      const faulty = await play(shots);
      const lost = faulty.billed.filter(({ end }) => end === "lost");
      billing.hasFaults = false;
      let clean: Awaited<ReturnType<typeof play>> | null = null;
      const { errors, bases } = await estimateErrors(
        url,
        shots,
        () => clean?.billed ?? [],
        async () => {
          clean = await play(shots);
        },
      );
      billing.delayMs = CALL_MS;
      const killed = await play(shots.slice(0, 3), async () => {
        for (let count = 0; count < KILLS; count += 1) {
          await sleep(CALL_MS / 2 + Math.random() * CALL_MS);
          await fleet.endWorker(count % WORKERS, "SIGKILL");
        }
      });
      const worst = Math.max(...errors);
      return {
        figures: {
          ...{ faulty: faulty.ledger, calls: faulty.calls, billed: sumOf(faulty.billed), lost: lost.length },
          ...{
            worstEstimate: `${(worst * 100).toFixed(2)} %`,
            killed: killed.ledger,
            killedBill: sumOf(killed.billed),
          },
          ends: faulty.job.completedImages,
        },
        expected: {
          "every call has a row": faulty.ledger.calls === faulty.calls,
          "settled is the bill of answered calls": faulty.ledger.settled === sumOf(faulty.billed) - sumOf(lost),
          "each call that was cut off is one row that may be billed": faulty.ledger.maybeCalls === lost.length,
          "settled and maybe cover the bill": faulty.ledger.settled + faulty.ledger.maybe >= sumOf(faulty.billed),
          "estimates are by history": bases.size === 1 && bases.has("history"),
          "estimates are within 5 % of the bill": worst <= MAX_ERROR,
          "killed calls may be billed": killed.ledger.maybeCalls > 0,
          "they cover the bill too": killed.ledger.settled + killed.ledger.maybe >= sumOf(killed.billed),
        },
      };
    } finally {
      await fleet.stop();
    }
  });
