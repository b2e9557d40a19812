import type { OutcomeCode } from "#lib/schemas/outcome.ts";

export type Picture = { bytes: Uint8Array; mimeType: string };

export type Usage = { promptTokens: number; outputTokens: number; thoughtsTokens: number };

/** Both null where nobody answered. */
export type CallFacts = { usage: Usage | null; modelVersion: string | null };

/** The picture that the model means, and further ones of the same answer to fall back on where that one can't be read. */
export type ModelAnswer = Picture & CallFacts & { others: Picture[] };

/** Null once it is sent: a photo of 25 MB is not held while the model draws for a minute. */
export type SourcePicture = { current: Picture | null };

/**
 * Lets go of the photo once it is sent. Throws `GenerationError` for every way the model can fail, and the signal's own
 * reason when the caller gave up.
 */
export type ImageModel = (input: {
  prompt: string;
  source: SourcePicture;
  signal: AbortSignal;
}) => Promise<ModelAnswer>;

type Options = ErrorOptions & { retryAfterMs?: number | undefined; facts?: CallFacts | undefined };

/** An image could not be made. `code` names the outcome's rule, `retryAfterMs` is the wait that the model asked for. */
export class GenerationError extends Error {
  override readonly name = "GenerationError";
  readonly code: OutcomeCode;
  readonly retryAfterMs: number | undefined;
  readonly facts: CallFacts | undefined;

  constructor(code: OutcomeCode, message: string, { retryAfterMs, facts, ...options }: Options = {}) {
    super(message, options);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.facts = facts;
  }
}
