import type { ClaimedImage } from "#lib/db/images/attempt.ts";
import type { CallPermit } from "#lib/db/images/calls.ts";
import type { AttemptOutcome } from "#lib/generation/end-attempt.ts";
import type { Gate, GatedCall } from "#lib/generation/gate.ts";
import type { Reuse } from "#lib/generation/reuse.ts";
import type { CallFacts, ImageModel, Picture } from "#lib/image-model.ts";
import type { AskedTier } from "#lib/schemas/job-tiers.ts";
import type { OutcomeCode } from "#lib/schemas/outcome.ts";
import type { Store } from "#lib/storage/store.ts";

export type ImageRows = {
  claim(): Promise<ClaimedImage | null>;
  /** Uses an image that exists in its place, or has it wait for one that is being made. */
  reuse(image: ClaimedImage): Promise<Reuse>;
  /** Writes the attempt of a call that is made right after, where one may be made. */
  beginCall(image: ClaimedImage, maxCalls: number): Promise<CallPermit>;
  /** Puts the image into a batch, which makes the call that was begun, and ends its message. */
  batch(image: ClaimedImage): Promise<void>;
  /** Ends the attempt and its message in one transaction. */
  end(image: ClaimedImage, outcome: AttemptOutcome): Promise<void>;
  tallyRound(image: ClaimedImage, code: string): Promise<{ counted: number; sameCode: number }>;
};

/** The outside world of one image. The store and the rows are expected to outlast an outage by themselves. */
export type MakeImageDeps = {
  model: (name: string, tier: AskedTier) => ImageModel;
  store: Store;
  /** Stores the bytes that the model sent, and keeps them on this machine as long as the store does not take them. */
  save(imageId: string, bytes: Uint8Array): Promise<void>;
  /** Stores what this machine keeps of an image, and returns it. */
  saveKept(imageId: string): Promise<Uint8Array | null>;
  /** Called once its bytes are in the store: another image's call may begin. */
  bytesStored(): void;
  /** Resolves once the images of this process whose bytes are in the store are recorded. */
  othersRecorded(): Promise<unknown>;
  /** The name under which rows say that this machine keeps bytes. */
  holder: string;
  gate: Pick<Gate, "look" | "failed" | "answered" | "succeeded" | "givenUp">;
  rows: ImageRows;
  maxAttempts: number;
};

export type GenerationReport = {
  outcome: "COMPLETED" | "REUSED" | "FAILED" | "STOPPED_JOB" | "RETRY" | "HELD" | "BATCHED" | "NOTHING";
  jobId?: string | null;
  code?: OutcomeCode;
  attempt?: number;
  callMs?: number | null;
  retryInMs?: number;
};

/**
 * `first`: its call goes first after a hold, alone; `callMs` is set once a call has ended, `facts` once it was
 * answered; `others` are further pictures of the answer, best first.
 */
export type Progress = {
  called: boolean;
  first: boolean;
  callMs: number | null;
  facts: CallFacts | null;
  others: Picture[];
};

/** Of an image that is claimed: what a batch brought, or nothing yet. */
export function progressOf({ answer }: ClaimedImage): Progress {
  const begun = { first: false, others: [] };
  if (!answer) return { ...begun, called: false, callMs: null, facts: null };
  const { callMs, tier, promptTokens, imageTokens, textTokens, thoughtsTokens } = answer;
  const isCounted = promptTokens !== null && imageTokens !== null;
  const outputTokens = (imageTokens ?? 0) + (textTokens ?? 0);
  const usage = isCounted ? { promptTokens, imageTokens, outputTokens, thoughtsTokens: thoughtsTokens ?? 0 } : null;
  return { ...begun, called: true, callMs, facts: { usage, modelVersion: null, tier } };
}

export function callOf({ id, model, tier }: ClaimedImage, { first }: Progress): GatedCall {
  return { imageId: id, model, tier, first };
}
