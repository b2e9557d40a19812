import { createDecisionLog, type DecisionEffects } from "#components/review/decision-log.ts";
import { namesOf } from "#components/review/messages.ts";
import type { Making, Tile } from "#components/review/tiles.ts";
import { createVersionLog, type MakeRequest, type VersionEffects } from "#components/review/version-log.ts";

const REMADE: Record<Making, string> = { regenerate: "Regenerating", fix: "Fixing" };

export type ReviewEffects = Omit<VersionEffects, "complain"> &
  Pick<DecisionEffects, "send" | "change" | "say"> & {
    complainOfDecision: DecisionEffects["complain"];
    complainOfVersion: VersionEffects["complain"];
  };

export function createReviewLog({ complainOfDecision, complainOfVersion, ...effects }: ReviewEffects) {
  const versions = createVersionLog({ ...effects, complain: complainOfVersion });
  const decisions = createDecisionLog({
    ...effects,
    complain: complainOfDecision,
    onSent: effects.onChange,
    onUndone: ({ remade }) => remade?.forEach(versions.restore),
  });

  /** Where none is begun there is nothing to undo. */
  async function remake(tiles: readonly Tile[], kind: Making, body: MakeRequest): Promise<void> {
    const remade = tiles.filter(({ making }) => making === null);
    if (remade.length === 0) return;
    const step = { changes: [], remade, said: `${REMADE[kind]} ${namesOf(remade.map(({ image }) => image))}` };
    decisions.remember(step);
    const begun = await Promise.all(remade.map((tile) => versions.make(tile, kind, body)));
    if (!begun.includes(true)) decisions.forget(step);
  }
  return { decisions, versions, remake };
}
