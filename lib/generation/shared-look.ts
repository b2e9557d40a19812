import { setTimeout as sleep } from "node:timers/promises";

/** One look for all that wait at the same time, however many they are. */
export class SharedLook<Answer> {
  readonly #look: (keys: string[]) => Promise<Answer>;
  readonly #everyMs: number;
  #next: { keys: Set<string>; answer: Promise<Answer> } | null = null;

  constructor(look: (keys: string[]) => Promise<Answer>, everyMs: number) {
    this.#look = look;
    this.#everyMs = everyMs;
  }

  /** The answer of the next look, which is for this key too. Throws what the look throws. */
  next(key: string): Promise<Answer> {
    this.#next ??= this.#plan();
    this.#next.keys.add(key);
    return this.#next.answer;
  }

  #plan() {
    const keys = new Set<string>();
    const answer = sleep(this.#everyMs).then(() => {
      this.#next = null;
      return this.#look([...keys]);
    });
    return { keys, answer };
  }
}
