import { outcomeOf } from "#lib/schemas/outcome.ts";

export function cancelledBecause(code: string): string {
  const outcome = outcomeOf(code);
  return code === "CANCELLED" || !outcome
    ? "The job was cancelled."
    : `Not attempted: the job was stopped (${outcome.label.toLowerCase()}).`;
}
