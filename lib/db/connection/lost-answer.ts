import "server-only";
import { isDatabaseTrouble } from "#lib/db/connection/trouble.ts";

/**
 * For a `change` whose COMMIT may be done although its answer is lost. Null of `findOutcome` means that the change was not
 * made, or that nobody can tell: the error is thrown.
 */
export async function despiteLostAnswer<Result>(
  change: () => Promise<Result>,
  findOutcome: () => Promise<Result | null>,
): Promise<Result> {
  try {
    return await change();
  } catch (error) {
    const outcome = isDatabaseTrouble(error) ? await findOutcome().catch(() => null) : null;
    if (outcome === null) throw error;
    return outcome;
  }
}
