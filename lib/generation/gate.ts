import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import {
  changeHold,
  endSeries,
  findHolds,
  type Hold,
  holdForStore,
  holdIdOf,
  passTurn,
  type Scope,
  STORE_HOLD,
} from "#lib/db/jobs/holds.ts";
import { runsOthers } from "#lib/db/jobs/models.ts";
import { afterFailure } from "#lib/generation/hold-series.ts";
import { pauseUnreached } from "#lib/generation/pause-job.ts";
import type { GenerationError } from "#lib/image-model.ts";
import { log } from "#lib/log.ts";
import type { AskedTier } from "#lib/schemas/job-tiers.ts";
import { OUTCOMES, type OutcomeCode, outcomeOf, waitAfter } from "#lib/schemas/outcome.ts";

/** Calls of one image in this round, the last one included: all that counted, and those of them that ended with its code. */
export type RoundCounts = { counted: number; sameCode: number };

export function mayRetry(code: OutcomeCode, { counted, sameCode }: RoundCounts, maxAttempts: number): boolean {
  const { retries } = OUTCOMES[code];
  if (retries === "always") return true;
  return counted < maxAttempts && (retries === "budget" || sameCode <= retries);
}

const SUCCESSES_TO_CLIMB = 10;

/**
 * How many calls this process may have in flight: half as many after Google pushed back, one more after ten good answers
 * per place without it, never more than `max`.
 */
export class Limiter {
  readonly #max: number;
  #limit: number;
  #successes = 0;

  constructor(max: number) {
    this.#max = max;
    this.#limit = max;
  }

  get limit(): number {
    return this.#limit;
  }

  /** To be called once per hold, not once per refused call. */
  pushedBack(): void {
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
    this.#successes = 0;
  }

  succeeded(): void {
    this.#successes += 1;
    if (this.#limit === this.#max || this.#successes < SUCCESSES_TO_CLIMB * this.#limit) return;
    this.#limit += 1;
    this.#successes = 0;
  }
}

const LOOK_AGAIN_MS = 1_000;
const DAY_MS = 86_400_000;

export type GatedCall = { imageId: string; model: string; tier: AskedTier; first: boolean };

export class Gate {
  readonly #account: string;
  readonly #limiter: Limiter;
  #known: Hold[] = [];
  #slowedBy = new Set<string>();

  constructor(concurrency: number, account: string) {
    this.#limiter = new Limiter(concurrency);
    this.#account = account;
  }

  /** One where an image's call is to go first after a hold. */
  capacity(): number {
    return this.#known.some(({ state, tier }) => state === "READY" && tier === "standard") ? 1 : this.#limiter.limit;
  }

  scopeOf({ model, tier }: Pick<GatedCall, "model" | "tier">): Scope {
    return { account: this.#account, model, tier };
  }

  #note(holds: Hold[]): void {
    this.#known = holds;
    const ofGoogle = holds
      .filter(({ id, followMs, tier }) => id !== STORE_HOLD && followMs !== null && tier === "standard")
      .map(({ id }) => id);
    if (ofGoogle.some((id) => !this.#slowedBy.has(id))) this.#limiter.pushedBack();
    this.#slowedBy = new Set(ofGoogle);
  }

  /** Of flex calls it tells nothing about others. A hold of these that names a time, whichever process it met, makes this process slow down, once. */
  async look(): Promise<void> {
    this.#note((await findHolds()).filter(({ id, account }) => id === STORE_HOLD || account === this.#account));
  }

  async #isOpen(): Promise<boolean> {
    const held = this.#known.filter(({ state }) => state === "HELD");
    if (held.length === 0) return true;
    if (held.some(({ id }) => id === STORE_HOLD)) return false;
    return runsOthers(held);
  }

  /**
   * Only for holds that this process knows of: one that another process met is found by the statement that begins a
   * call, as asking here too would cost every image a query. Throws the signal's reason.
   */
  async open(signal: AbortSignal): Promise<void> {
    while (this.#known.length > 0) {
      await this.look();
      if (await this.#isOpen()) return;
      const waitMs = Math.min(LOOK_AGAIN_MS, ...this.#known.map((hold) => hold.waitMs));
      await sleep(Math.max(waitMs, 50), undefined, { signal });
    }
  }

  /**
   * Returns how long the hold lasts, in ms, where the call is part of one and uses up no attempt; null where the image
   * has failed for itself. `unreached`: the hold has lasted too long to wait any more.
   */
  async failed(
    { imageId, model, tier, first }: GatedCall,
    { code, message, retryAfterMs }: GenerationError,
  ): Promise<{ waitMs: number; unreached: boolean } | null> {
    const scope = this.scopeOf({ model, tier });
    const { hold: rule, unanswered } = OUTCOMES[code];
    if (!rule) {
      if (unanswered) await this.#stillUnanswered({ imageId, model, tier, first });
      else await this.answered({ imageId, model, tier, first });
      return null;
    }
    const hold = await changeHold(scope, imageId, (row) =>
      afterFailure(row, { code, message, imageId, first, rule }, row.now, (holdsInARow) =>
        rule.wait({ nth: holdsInARow, namedMs: retryAfterMs, now: row.now }),
      ),
    );
    await this.look();
    const waitMs = Math.max(0, hold.until.getTime() - hold.now.getTime());
    const isPart = waitMs > 0 && (first || rule.after.inARow === 1);
    if (waitMs > 0) log().warn({ code, model, tier, message, waitMs }, "rate-limit hold");
    const unreached = waitMs > 0 && rule.pausedReason !== null && hold.now.getTime() - hold.since.getTime() >= DAY_MS;
    if (unreached && rule.pausedReason) await pauseUnreached(scope, rule.pausedReason, message);
    return isPart || unreached ? { waitMs, unreached } : null;
  }

  /** A call that went first after an outage timed out: that is no answer. */
  async #stillUnanswered({ imageId, first, ...call }: GatedCall): Promise<void> {
    if (!first) return;
    await changeHold(this.scopeOf(call), imageId, (row) => {
      const rule = outcomeOf(row.code)?.hold;
      if (!rule || rule.othersFollowMs !== null) return row;
      const failed = { code: row.code, message: row.message, imageId, first: true, rule };
      return afterFailure(row, failed, row.now, (holdsInARow) =>
        rule.wait({ nth: holdsInARow, namedMs: undefined, now: row.now }),
      );
    });
    await this.look();
  }

  /** To be repeated while the store is away. */
  async storeAway(): Promise<void> {
    await holdForStore(waitAfter("STORE_FAILED", { nth: 1, namedMs: undefined, now: new Date() }));
  }

  /** Google answered a call, with an image or without. */
  async answered(call: GatedCall): Promise<void> {
    const scope = this.scopeOf(call);
    await endSeries(scope);
    if (this.#known.some(({ id }) => id === holdIdOf(scope))) await this.look();
  }

  async succeeded(call: GatedCall): Promise<void> {
    this.#limiter.succeeded();
    await this.answered(call);
  }

  /** Where the call went first, another one may. */
  async givenUp(call: GatedCall): Promise<void> {
    if (call.first) await passTurn(this.scopeOf(call));
  }
}
