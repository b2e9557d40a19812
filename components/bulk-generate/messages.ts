import type { Blocked } from "#components/bulk-generate/summary.tsx";
import type { Plan } from "#components/bulk-generate/use-preview.ts";
import type { Choice } from "#components/bulk-generate/wizard-state.ts";
import { count } from "#components/ui/count.ts";
import { MAX_IMAGES_PER_JOB } from "#lib/schemas/limits.ts";
import type { Template } from "#lib/schemas/template.ts";

export function promptName({ customPrompt }: Choice, template: Template | null): string {
  if (customPrompt.trim()) return "custom prompt";
  return template ? `template “${template.name}”` : "the image type's default prompt";
}

const TOO_MANY = `A job generates at most ${count(MAX_IMAGES_PER_JOB)} images. Narrow the selection by a filter.`;

export function blockedBy(missing: Blocked | null, { preview, error }: Plan): Blocked | null {
  if (missing) return missing;
  if (error) return { step: "prompt", message: error.message };
  if (preview && preview.totalImages > MAX_IMAGES_PER_JOB) return { step: "products", message: TOO_MANY };
  if (preview?.totalImages === 0) return { step: "variant", message: `No selected product has ${preview.variant}.` };
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
