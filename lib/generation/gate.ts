import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { endStrikes, findHold, type Hold, raiseHold } from "#lib/db/holds.ts";
import { Limiter } from "#lib/generation/limiter.ts";
import { holdMs } from "#lib/generation/retry-rules.ts";
import { log } from "#lib/log.ts";
import type { OutcomeCode } from "#lib/schemas/outcome.ts";

const LOOK_AGAIN_MS = 1_000;
const STORE_HOLD_MS = 6_000;

/** Lets calls through, or not: what the database says for all processes, and how many this one may have in flight. */
export class Gate {
  readonly #limiter: Limiter;
  #known: Hold | null = null;
  #held = false;
  #struck = false;

  constructor(concurrency: number) {
    this.#limiter = new Limiter(concurrency);
  }

  capacity(): number {
    return this.#limiter.limit;
  }

  #pushedBack(): void {
    if (!this.#held) this.#limiter.pushedBack();
    this.#held = true;
    this.#struck = true;
  }

  /** Takes note of the hold in force, if any. One of Google's, whichever process it met, makes this process slow down, once. */
  note(hold: Hold | null): void {
    if (hold?.id === "google") this.#pushedBack();
    else this.#held = false;
    this.#known = hold;
  }

  /** Looks for a hold in force. */
  async look(): Promise<void> {
    this.note(await findHold());
  }

  /**
   * Resolves once no hold that this process knows of is in force. One that another process met is found by the statement
   * that begins a call and told by `note`: asking here too would cost every image a query. Throws the signal's reason.
   */
  async open(signal: AbortSignal): Promise<void> {
    while (this.#known) {
      await sleep(Math.min(this.#known.waitMs, LOOK_AGAIN_MS), undefined, { signal });
      await this.look();
    }
  }

  /** Holds everybody back after a 429: for the time Google named, else adaptively. Returns the wait in ms. */
  async refused(code: OutcomeCode, retryAfterMs: number | undefined): Promise<number> {
    const waitMs = await raiseHold("google", code, (strikes) => retryAfterMs || holdMs(strikes));
    await this.look();
    log().warn({ code, waitMs }, "held back by Google");
    return waitMs;
  }

  /** Holds everybody back a little, because the store can't be used now. To be repeated while that lasts. */
  async storeAway(): Promise<void> {
    await raiseHold("store", "STORE_FAILED", () => STORE_HOLD_MS);
  }

  /** A call went well. */
  async succeeded(): Promise<void> {
    this.#limiter.succeeded();
    if (!this.#struck) return;
    this.#struck = false;
    await endStrikes("google");
  }
}
