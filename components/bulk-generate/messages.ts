import { type OptionsDraft, optionsProblem } from "#components/bulk-generate/options-draft.ts";
import type { Blocked } from "#components/bulk-generate/summary.tsx";
import type { Plan, ShotsPlan, ShotsPreview } from "#components/bulk-generate/use-preview.ts";
import type { Choice, Shots } from "#components/bulk-generate/wizard-state.ts";
import type { ShotDraft } from "#components/shots/shots-draft.ts";
import { count, plural } from "#components/ui/count.ts";
import { nameSome } from "#components/ui/name-some.ts";
import type { ApiError } from "#lib/api-client.ts";
import { MAX_IMAGES_PER_JOB } from "#lib/schemas/limits.ts";
import type { SkippedShot } from "#lib/schemas/shot.ts";
import type { Template } from "#lib/schemas/template.ts";
import { targetLabel } from "#lib/schemas/variant-names.ts";

export function promptName({ customPrompt }: Choice, template: Template | null): string {
  if (customPrompt.trim()) return "custom prompt";
  return template ? `template “${template.name}”` : "the image type's default prompt";
}

const TOO_MANY = `A job generates at most ${count(MAX_IMAGES_PER_JOB)} images. Narrow the selection by a filter.`;

export function blockedBy(missing: Blocked | null, { preview, error }: Plan): Blocked | null {
  if (missing) return missing;
  if (error) return { step: "prompt", message: error.message };
  if (preview && preview.totalImages > MAX_IMAGES_PER_JOB) return { step: "products", message: TOO_MANY };
  if (preview?.totalImages === 0) return { step: "shots", message: `No selected product has ${preview.variant}.` };
  return null;
}

export function variantLine({ preview }: Plan, variant: string | null): string | null {
  if (variant === null) return null;
  if (!preview) return variant;
  const { totalImages, skippedCount } = preview;
  const fit =
    skippedCount === 0 ? `all ${count(totalImages)}` : `${count(totalImages)} of ${count(totalImages + skippedCount)}`;
  return `${preview.variant} · ${fit} have it`;
}

/** "Shot 2: A call would send 15 pictures…" */
export function shotProblem({ fields, message }: Pick<ApiError, "fields" | "message">): string {
  for (const field of fields) {
    const index = /^shots\.(\d+)\./.exec(field.path)?.[1];
    if (index !== undefined) return `Shot ${Number(index) + 1}: ${field.message}`;
  }
  return message;
}

export function shotsBlockedBy(missing: Blocked | null, { preview, error }: ShotsPlan, { onlyMissing }: Shots) {
  if (missing) return missing;
  if (error) return { step: "shots", message: shotProblem(error) } as const;
  if (preview && preview.totalImages > MAX_IMAGES_PER_JOB) return { step: "products", message: TOO_MANY } as const;
  if (preview?.totalImages !== 0) return null;
  const message = onlyMissing ? "No image is missing." : "No selected product has the photos of these shots.";
  return { step: "shots", message } as const;
}

export function optionsBlockedBy(options: OptionsDraft): Blocked | null {
  const message = optionsProblem(options);
  return message === null ? null : { step: "review", message };
}

export function shotsLine({ draft: { shots } }: Shots): string {
  const targets = new Set(shots.map(({ targetVariant }) => targetLabel(targetVariant)));
  return `${plural(shots.length, "shot")} · ${[...targets].join(", ")}`;
}

const REASONS: [SkippedShot["reason"], (shot: Pick<ShotDraft, "variant" | "targetVariant">) => string][] = [
  ["NO_SOURCE_IMAGE", ({ variant }) => `No ${variant} photo`],
  ["ALREADY_MADE", ({ targetVariant }) => `An image for ${targetLabel(targetVariant)} exists`],
  ["BEING_MADE", ({ targetVariant }) => `An image for ${targetLabel(targetVariant)} is being made`],
];

/** Who is skipped in a shot, by reason: "No PT01 photo: “Mug” and “Tote”". The answer names the first only. */
export function skippedInShot(
  { shots, skipped, skippedCount }: ShotsPreview,
  index: number,
): { reason: string; names: string }[] {
  const shot = shots[index];
  if (!shot) return [];
  const isComplete = skipped.length === skippedCount;
  return REASONS.flatMap(([reason, say]) => {
    const titles = skipped
      .filter((one) => one.shot === index && one.reason === reason)
      .map(({ title }) => title ?? "Deleted product");
    if (titles.length === 0) return [];
    const names = isComplete ? nameSome(titles) : `${nameSome(titles.slice(0, 3))} and others`;
    return [{ reason: say(shot), names }];
  });
}
