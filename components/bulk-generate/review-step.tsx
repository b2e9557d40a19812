"use client";

import type { ReactNode } from "react";
import { type ModelFacts, ModelLine } from "#components/bulk-generate/model-line.tsx";
import { PromptNotices } from "#components/bulk-generate/prompt-notices.tsx";
import { SkippedProducts } from "#components/bulk-generate/skipped-products.tsx";
import type { Plan } from "#components/bulk-generate/use-preview.ts";
import { plural } from "#components/ui/count.ts";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </>
  );
}

type ReviewStepProps = {
  plan: Plan;
  imageTypeName: string;
  /** Where the prompt comes from: "template “Kitchen scene”". */
  promptName: string;
  model: ModelFacts;
  options: ReactNode;
};

export function ReviewStep({ plan, imageTypeName, promptName, model, options }: ReviewStepProps) {
  const { preview, error } = plan;
  if (!preview || error)
    return <p className="text-muted">{error?.message ?? "Choose products, a variant and an image type first."}</p>;
  const { totalImages, variant, prompts, sources } = preview;
  const [first] = sources;
  return (
    <div className="space-y-4">
      <p className="text-base">
        Generate {plural(totalImages, "image")} using {variant} with '{imageTypeName}'
      </p>
      <dl className="grid grid-cols-[5rem_1fr] items-baseline gap-x-4 gap-y-2">
        <Fact name="Prompt">
          <span className="inline-block first-letter:uppercase">{promptName}</span>
        </Fact>
        <Fact name="Model">
          <ModelLine {...model} />
        </Fact>
        {first && prompts[0] && (
          <Fact name="As sent">
            <span className="line-clamp-3 whitespace-pre-wrap">{prompts[0].prompt}</span>
            <span className="text-muted text-xs">For {first.title}</span>
          </Fact>
        )}
      </dl>
      <SkippedProducts {...preview} />
      <PromptNotices plan={plan} />
      {options}
    </div>
  );
}
