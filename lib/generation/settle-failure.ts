import "server-only";
import type { ClaimedImage } from "#lib/db/images/attempt.ts";
import type { AttemptEnd } from "#lib/db/images/calls.ts";
import { billOf } from "#lib/generation/bill.ts";
import { mayRetry } from "#lib/generation/gate.ts";
import { callOf, type GenerationReport, type MakeImageDeps, type Progress } from "#lib/generation/image-attempt.ts";
import type { CallFacts, GenerationError } from "#lib/image-model.ts";
import { OUTCOMES, waitAfter } from "#lib/schemas/outcome.ts";

const NOBODY_ANSWERED: CallFacts = { usage: null, modelVersion: null, tier: null };

type SettleDeps = Pick<MakeImageDeps, "maxAttempts" | "othersRecorded"> & {
  gate: Pick<MakeImageDeps["gate"], "failed">;
  rows: Pick<MakeImageDeps["rows"], "end" | "tallyRound">;
};

/** Ends or delays an image whose attempt failed, by the table of outcomes. */
export async function settleFailure(
  image: ClaimedImage,
  error: GenerationError,
  progress: Progress,
  { gate, rows, maxAttempts, othersRecorded }: SettleDeps,
): Promise<GenerationReport> {
  const { code, message, facts, retryAfterMs } = error;
  const { counted, stopsJob } = OUTCOMES[code];
  const held = progress.called ? await gate.failed(callOf(image, progress), error) : null;
  const { called, callMs } = progress;
  const cost = counted && called && !held ? (facts ?? progress.facts ?? NOBODY_ANSWERED) : null;
  const failure: AttemptEnd = { code, message, counted: cost, callMs, bill: billOf(image, progress, error) };
  const before = await rows.tallyRound(image, code);
  const attempt = before.counted + (cost ? 1 : 0);
  const report = { jobId: image.jobId, code, attempt, callMs };
  if (held && !(held.unreached && image.jobId === null)) {
    await rows.end(image, { kind: "retry", end: failure, delayMs: 0 });
    return { outcome: "HELD", retryInMs: held.waitMs, ...report };
  }
  if (stopsJob) {
    // A stopped job cancels what is unfinished: not what has been paid for already.
    await othersRecorded();
    const gone = code === "MODEL_GONE" ? { model: image.model, replacement: error.replacement ?? null } : null;
    await rows.end(image, { kind: "fail", end: failure, stopsJob: true, gone });
    return { outcome: "STOPPED_JOB", ...report };
  }
  if (held || !mayRetry(code, { counted: attempt, sameCode: before.sameCode + 1 }, maxAttempts)) {
    await rows.end(image, { kind: "fail", end: failure, stopsJob: false });
    return { outcome: "FAILED", ...report };
  }
  const retryInMs = waitAfter(code, { nth: attempt, namedMs: retryAfterMs, now: new Date() });
  await rows.end(image, { kind: "retry", end: failure, delayMs: retryInMs });
  return { outcome: "RETRY", retryInMs, ...report };
}
