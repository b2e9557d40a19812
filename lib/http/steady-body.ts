import "server-only";
import { Transform, type TransformCallback } from "node:stream";
import { AppError } from "#lib/errors.ts";

const WINDOW_MS = 30_000;
const LEAST_BYTES = 64 * 1024;

/** Less than 64 KB in 30 s ends it with a 408 `AppError`. */
export class SteadyBody extends Transform {
  #received = 0;
  readonly #timer = setInterval(() => this.#look(), WINDOW_MS);
  readonly #slow = Promise.withResolvers<never>();

  /** Rejects once the body is ended as too slow. */
  get tooSlow(): Promise<never> {
    return this.#slow.promise;
  }

  #look(): void {
    const isSlow = this.#received < LEAST_BYTES;
    this.#received = 0;
    if (!isSlow) return;
    const error = new AppError(
      "too_slow",
      "The upload brought less than 64 KB in 30 s and was ended. Send the file again.",
    );
    this.#slow.reject(error);
    this.destroy(error);
  }

  override _transform(chunk: Uint8Array, _encoding: BufferEncoding, done: TransformCallback): void {
    this.#received += chunk.byteLength;
    done(null, chunk);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    clearInterval(this.#timer);
    done(error);
  }
}
