import { NoAnswer } from "#lib/import/download.ts";
import { RowError } from "#lib/import/row.ts";

/** So many links of a host in a row without an answer, each of which took its whole time, and it is left alone. */
const MAX_SILENCES = 12;

/** The hosts of the links of an import: a silent one must not hold up those of the others for days. */
export class Hosts {
  readonly #silences = new Map<string, number>();

  /** Does `fetch`, unless the link's host has not answered for long: then it throws a `RowError`. */
  async ask<Result>(link: string, fetch: () => Promise<Result>): Promise<Result> {
    const { host } = new URL(link);
    const silences = this.#silences.get(host) ?? 0;
    if (silences >= MAX_SILENCES)
      throw new RowError("LINK_FAILED", `${host} did not answer ${silences} times in a row, and was not asked again.`);
    try {
      const result = await fetch();
      this.#silences.delete(host);
      return result;
    } catch (error) {
      if (error instanceof NoAnswer) this.#silences.set(host, (this.#silences.get(host) ?? 0) + 1);
      else this.#silences.delete(host);
      throw error;
    }
  }
}
