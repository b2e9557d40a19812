import type { OutcomeCode } from "#lib/schemas/outcome.ts";
import type { AspectRatio, ImageSize } from "#lib/schemas/picture-format.ts";

export type Picture = { bytes: Uint8Array; mimeType: string };

/** `imageTokens` are part of `outputTokens`, the thinking is not. */
export type Usage = { promptTokens: number; outputTokens: number; imageTokens: number; thoughtsTokens: number };

/** All null where nobody answered. `tier`: the service tier that did, null where the answer names none. */
export type CallFacts = { usage: Usage | null; modelVersion: string | null; tier: string | null };

/** The picture that the model means, and further ones of the same answer to fall back on where that one can't be read. */
export type ModelAnswer = Picture & CallFacts & { others: Picture[] };

/** Null once they are sent: photos of 25 MB are not held while the model draws for a minute. */
export type SentPictures = { current: Picture[] | null };

/** What a call asks for. `imageSize`: null for that of the model. */
export type PictureFormat = { aspectRatio: AspectRatio; imageSize: ImageSize | null };

/**
 * The first picture is the one to work from; lets go of all once they are sent. Throws `GenerationError` for every way the model can fail, and the signal's own
 * reason when the caller gave up.
 */
export type ImageModel = (input: {
  prompt: string;
  pictures: SentPictures;
  format: PictureFormat;
  signal: AbortSignal;
}) => Promise<ModelAnswer>;

type Options = ErrorOptions & {
  retryAfterMs?: number | undefined;
  facts?: CallFacts | undefined;
  cutOff?: boolean | undefined;
  replacement?: string | undefined;
};

/**
 * An image could not be made. `code` names the outcome's rule, `retryAfterMs` is the wait that the model asked for. `cutOff`:
 * nobody knows whether Google answered the call and billed it. `replacement`: the model that it names for one that is gone.
 */
export class GenerationError extends Error {
  override readonly name = "GenerationError";
  readonly code: OutcomeCode;
  readonly retryAfterMs: number | undefined;
  readonly facts: CallFacts | undefined;
  readonly cutOff: boolean;
  readonly replacement: string | undefined;

  constructor(code: OutcomeCode, message: string, options: Options = {}) {
    const { retryAfterMs, facts, cutOff = false, replacement, ...others } = options;
    super(message, others);
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.facts = facts;
    this.cutOff = cutOff;
    this.replacement = replacement;
  }
}
