import "server-only";
import { nearRetirement } from "#lib/gemini/models.ts";
import type { Models } from "#lib/gemini/read-models.ts";

const dayOf = (date: string) => new Date(date).toLocaleDateString("en", { dateStyle: "long", timeZone: "UTC" });

/** What is wrong with a model, or will be soon; null where nothing is. */
export function modelNotice(model: string, { stateOf }: Pick<Models, "stateOf">, now: Date): string | null {
  const { offered, isGone, replacement } = stateOf(model);
  if (isGone) return `Google no longer offers ${model}.${replacement ? ` It names ${replacement} instead.` : ""}`;
  const retiresAt = nearRetirement(model, now);
  if (retiresAt && Date.parse(retiresAt) > now.getTime()) return `Google ends ${model} on ${dayOf(retiresAt)}.`;
  if (retiresAt)
    return `Google announced the end of ${model} for ${dayOf(retiresAt)}: jobs with it may stop at any time.`;
  return offered === false ? `Google doesn't list ${model} for this API key.` : null;
}
