import "server-only";
import { z } from "zod";
import type { Transaction } from "#lib/db/client.ts";
import type { GenerationJob } from "#lib/db/generated/client.ts";
import { Prisma } from "#lib/db/generated/client.ts";
import { queryRows } from "#lib/db/rows.ts";
import type { Estimate } from "#lib/schemas/estimate.ts";
import type { JobEstimate } from "#lib/schemas/job.ts";
import { microsOf, usdOf } from "#lib/schemas/money.ts";

const ofShotSchema = z.object({ shot: z.int(), images: z.int() });

/** Images of a new job by shot, as they were noted. A shot without any is missing. */
export async function countDraftsByShot(tx: Transaction, jobId: string): Promise<Map<number, number>> {
  const rows = await queryRows(
    tx,
    ofShotSchema,
    Prisma.sql`
      SELECT shot, count(*)::int AS images FROM "DraftBlock", unnest(shots) AS shot WHERE "jobId" = ${jobId} GROUP BY shot`,
  );
  return new Map(rows.map(({ shot, images }) => [shot, images]));
}

const toMicros = (usd: number | null) => (usd === null ? null : microsOf(usd));

/** What the job was expected to cost when it was started. */
export async function keepEstimate(
  tx: Transaction,
  jobId: string,
  { usd, lowUsd, highUsd }: Pick<Estimate, "usd" | "lowUsd" | "highUsd">,
): Promise<void> {
  const estimatedMicros = toMicros(usd);
  await tx.generationJob.update({
    where: { id: jobId },
    data: { estimatedMicros, estimatedLowMicros: toMicros(lowUsd), estimatedHighMicros: toMicros(highUsd) },
    select: { id: true },
  });
}

type Kept = Pick<GenerationJob, "estimatedMicros" | "estimatedLowMicros" | "estimatedHighMicros">;

/** Null where no price was known, and in jobs of older versions. */
export function toJobEstimate({
  estimatedMicros: micros,
  estimatedLowMicros: low,
  estimatedHighMicros: high,
}: Kept): JobEstimate | null {
  if (micros === null || low === null || high === null) return null;
  return { usd: usdOf(Number(micros)), lowUsd: usdOf(Number(low)), highUsd: usdOf(Number(high)) };
}
