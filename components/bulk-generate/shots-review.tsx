import { ArrowRight } from "lucide-react";
import type { ReactNode } from "react";
import { type ModelFacts, ModelLine } from "#components/bulk-generate/model-line.tsx";
import { SkippedInShot } from "#components/bulk-generate/shot-fit.tsx";
import type { ShotsPlan, ShotsPreview } from "#components/bulk-generate/use-preview.ts";
import { plural } from "#components/ui/count.ts";
import { targetLabel } from "#lib/schemas/variant-names.ts";

function ShotLine({ preview, index }: { preview: ShotsPreview; index: number }) {
  const shot = preview.shots[index];
  if (!shot) return null;
  const { name, variant, targetVariant, images, products, first } = shot;
  return (
    <li className="space-y-1 border-t pt-3 first:border-t-0 first:pt-0">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <span className="min-w-0 break-words font-medium">{name}</span>
        <span className="inline-flex items-center gap-1 text-muted text-xs">
          {variant}
          <ArrowRight className="size-3" role="img" aria-label="to" />
          {targetLabel(targetVariant)}
        </span>
        <span className="ml-auto text-muted text-xs">
          {plural(images, "image")} of {plural(products, "product")}
        </span>
      </div>
      {first[0] && (
        <p className="text-xs">
          <span className="line-clamp-2 whitespace-pre-wrap">{first[0].prompt}</span>
          <span className="text-muted">As sent for {first[0].title}</span>
        </p>
      )}
      <SkippedInShot preview={preview} index={index} />
    </li>
  );
}

type ShotsReviewProps = { plan: ShotsPlan; model: ModelFacts; options: ReactNode };

export function ShotsReview({ plan: { preview, error }, model, options }: ShotsReviewProps) {
  if (!preview || error) return <p className="text-muted">{error?.message ?? "Choose products first."}</p>;
  return (
    <div className="space-y-4">
      <p className="text-base">
        Generate {plural(preview.totalImages, "image")} in {plural(preview.shots.length, "shot")}
      </p>
      <ol aria-label="Shots" className="space-y-3">
        {preview.keys.map((key, index) => (
          <ShotLine key={key} preview={preview} index={index} />
        ))}
      </ol>
      <p className="text-muted">
        <ModelLine {...model} imageSize={null} aspectRatio={null} />
      </p>
      {options}
    </div>
  );
}
