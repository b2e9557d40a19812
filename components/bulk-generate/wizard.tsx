"use client";

import type { ModelFacts } from "#components/bulk-generate/model-line.tsx";
import { type Catalog, ProductStep } from "#components/bulk-generate/product-step.tsx";
import { PromptStep } from "#components/bulk-generate/prompt-step.tsx";
import { ReviewStep } from "#components/bulk-generate/review-step.tsx";
import { Step } from "#components/bulk-generate/step.tsx";
import { type Blocked, Summary } from "#components/bulk-generate/summary.tsx";
import { useGenerate } from "#components/bulk-generate/use-generate.ts";
import type { Plan } from "#components/bulk-generate/use-preview.ts";
import { useWizard } from "#components/bulk-generate/use-wizard.ts";
import { VariantStep } from "#components/bulk-generate/variant-step.tsx";
import type { Choice, StepId } from "#components/bulk-generate/wizard-state.ts";
import { useSelection } from "#components/products/selection.ts";
import { count } from "#components/ui/count.ts";
import type { ImageType, Template } from "#lib/schemas/template.ts";

type WizardProps = {
  catalog: Catalog;
  templates: Template[];
  imageTypes: ImageType[];
  model: ModelFacts;
  /** The choice to begin with, where the page was asked for another job like one. */
  like: Choice | null;
};

function promptName({ customPrompt }: Choice, template: Template | null): string {
  if (customPrompt.trim()) return "custom prompt";
  return template ? `template “${template.name}”` : "the image type's own prompt";
}

function blockedBy(missing: Blocked | null, { preview, error }: Plan): Blocked | null {
  if (missing) return missing;
  if (error) return { step: "prompt", message: error.message };
  if (preview?.totalImages === 0) return { step: "variant", message: `No selected product has ${preview.variant}.` };
  return null;
}

function variantLine({ preview }: Plan, variant: string | null): string | null {
  if (variant === null) return null;
  if (!preview) return variant;
  const { totalImages, skipped } = preview;
  const fit =
    skipped.length === 0
      ? `all ${count(totalImages)}`
      : `${count(totalImages)} of ${count(totalImages + skipped.length)}`;
  return `${preview.variant} · ${fit} have it`;
}

/** The four steps of a bulk generation, with the summary and its button beside them. */
export function Wizard({ catalog, templates, imageTypes, model, like }: WizardProps) {
  const { ids, removeAll } = useSelection();
  const { state, dispatch, template, request, plan, missing } = useWizard({ templates, imageTypes, like });
  const { generate, sending, error } = useGenerate();
  const { choice, filter, open } = state;
  const imageTypeName = imageTypes.find(({ id }) => id === choice.imageTypeId)?.name ?? null;
  const prompt = promptName(choice, template);
  const step = (id: StepId) => ({ step: id, open: open === id, dispatch });
  const promptSettled = imageTypeName !== null && !plan.error && choice.variant !== null;
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-6">
      <div className="space-y-3 max-lg:[&_:is(a,button,input,textarea)]:scroll-mb-36">
        <Step
          {...step("products")}
          number={1}
          title="Products"
          summary={ids.size > 0 ? `${count(ids.size)} selected` : null}
        >
          <ProductStep filter={filter} catalog={catalog} dispatch={dispatch} />
        </Step>
        <Step {...step("variant")} number={2} title="Variant" summary={variantLine(plan, choice.variant)}>
          <VariantStep
            variant={choice.variant}
            variants={catalog.variants}
            plan={plan}
            onLeaveOut={removeAll}
            dispatch={dispatch}
          />
        </Step>
        <Step
          {...step("prompt")}
          number={3}
          title="Prompt"
          summary={promptSettled ? `${imageTypeName} · ${prompt}` : null}
        >
          <PromptStep {...{ choice, template, templates, imageTypes, plan, dispatch }} />
        </Step>
        <Step {...step("review")} number={4} title="Review" summary={null}>
          <ReviewStep plan={plan} imageTypeName={imageTypeName ?? ""} promptName={prompt} model={model} />
        </Step>
      </div>
      <Summary
        {...{ plan, model, sending, error, dispatch, imageTypeName }}
        variant={choice.variant}
        blocked={blockedBy(missing, plan)}
        onGenerate={() => request && generate(request)}
      />
    </div>
  );
}
