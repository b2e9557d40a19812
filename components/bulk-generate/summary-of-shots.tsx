"use client";

import type { ShotsPlan, ShotsPreview } from "#components/bulk-generate/use-preview.ts";
import type { Shots, WizardAction } from "#components/bulk-generate/wizard-state.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { count, plural } from "#components/ui/count.ts";

type Shot = ShotsPreview["shots"][number];

/** "10 × 2 = 20": products and candidates. */
function imagesOf({ products, images }: Shot): string {
  const candidates = products > 0 ? images / products : 1;
  return candidates > 1 ? `${count(products)} × ${candidates} = ${count(images)}` : count(images);
}

export function ShotCounts({ plan: { preview } }: { plan: ShotsPlan }) {
  if (!preview) return null;
  const { shots, skippedCount } = preview;
  const deleted = shots.reduce((rest, shot) => rest - shot.skippedCount, skippedCount);
  return (
    <>
      <ol aria-label="Images of each shot" className="space-y-1">
        {shots.map((shot, index) => (
          <li key={preview.keys[index]} className="flex min-w-0 gap-2">
            <span className="min-w-0 flex-1 truncate" title={shot.name}>
              {shot.name}
            </span>
            {shot.skippedCount > 0 && (
              <span className="shrink-0 text-warn tabular-nums">{count(shot.skippedCount)} skipped</span>
            )}
            <span className="shrink-0 text-muted tabular-nums">{imagesOf(shot)}</span>
          </li>
        ))}
      </ol>
      {deleted > 0 && (
        <p className="text-warn">{plural(deleted, "selected product was", "selected products were")} deleted</p>
      )}
    </>
  );
}

type OnlyMissingProps = { shots: Shots; dispatch: (action: WizardAction) => void };

export function OnlyMissing({ shots, dispatch }: OnlyMissingProps) {
  return (
    <Checkbox
      label="Only make what is missing"
      title="Skips a product in a shot where its image for that variant exists and was not rejected, or is being made."
      checked={shots.onlyMissing}
      onCheckedChange={(onlyMissing) => dispatch({ type: "setShots", shots: { ...shots, onlyMissing } })}
    />
  );
}
