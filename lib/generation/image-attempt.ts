import type { ClaimedImage } from "#lib/db/images/attempt.ts";
import type { AttemptEnd, CallPermit } from "#lib/db/images/calls.ts";
import type { StoredImage } from "#lib/db/images/made.ts";
import type { Gate } from "#lib/generation/gate.ts";
import type { Room } from "#lib/generation/room.ts";
import type { ImageModel } from "#lib/image-model.ts";
import type { OutcomeCode } from "#lib/schemas/outcome.ts";
import type { Store } from "#lib/storage/store.ts";

/** The rows of one image. `complete`, `fail`, `stopJob`, `retry` and `release` end its message in the same transaction. */
export type ImageRows = {
  claim(): Promise<ClaimedImage | null>;
  /** Writes the attempt of a call that is made right after, where one may be made. */
  beginCall(image: ClaimedImage, maxCalls: number): Promise<CallPermit>;
  /** Notes that a picture of the image is about to be decoded, or no longer is; false where the image is no longer this worker's. */
  setDecoding(image: ClaimedImage, isDecoding: boolean): Promise<boolean>;
  complete(image: ClaimedImage, stored: StoredImage, made: AttemptEnd): Promise<void>;
  fail(image: ClaimedImage, failure: AttemptEnd): Promise<void>;
  /** Fails the image and cancels all others of its job. */
  stopJob(image: ClaimedImage, failure: AttemptEnd): Promise<void>;
  /** Puts the image back for a further attempt after `delayMs`. */
  retry(image: ClaimedImage, failure: AttemptEnd, delayMs: number): Promise<void>;
  /**
   * Puts the image back with no attempt counted, for after `delayMs`; `call` is how the call ended, where one was made.
   * `blamed`: something is wrong with the image itself, as where a process dies while it decodes it.
   */
  release(image: ClaimedImage, call: AttemptEnd | null, how: { delayMs: number; blamed?: boolean }): Promise<void>;
  tallyRound(image: ClaimedImage, code: string): Promise<{ counted: number; sameCode: number }>;
};

/** The outside world of one image. The store and the rows are expected to outlast an outage by themselves. */
export type GenerateImageDeps = {
  model: (name: string) => ImageModel;
  store: Store;
  /** Stores the bytes that the model sent, and keeps them on this machine as long as the store does not take them. */
  save(imageId: string, bytes: Uint8Array): Promise<void>;
  /** Stores what this machine keeps of an image, and returns it. */
  saveKept(imageId: string): Promise<Uint8Array | null>;
  /** The name under which rows say that this machine keeps bytes. */
  holder: string;
  room: Room;
  gate: Pick<Gate, "look" | "failed" | "answered" | "succeeded" | "givenUp">;
  rows: ImageRows;
  maxAttempts: number;
};

/** How a claim of an image went, for the log. */
export type GenerationReport = {
  outcome: "COMPLETED" | "FAILED" | "STOPPED_JOB" | "RETRY" | "HELD" | "NOTHING";
  jobId?: string | null;
  code?: OutcomeCode;
  attempt?: number;
  callMs?: number | null;
  retryInMs?: number;
};
