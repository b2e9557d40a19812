"use client";

import { LinkedPromptNotice } from "#components/bulk-generate/linked-prompt-notice.tsx";
import { blockedBy, promptName, variantLine } from "#components/bulk-generate/messages.ts";
import type { ModelFacts } from "#components/bulk-generate/model-line.tsx";
import { type FirstPage, ProductStep } from "#components/bulk-generate/product-step.tsx";
import { Step } from "#components/bulk-generate/step.tsx";
import { Summary } from "#components/bulk-generate/summary.tsx";
import { useListParams } from "#components/bulk-generate/use-list-params.ts";
import { useGenerate, useWizard } from "#components/bulk-generate/use-wizard.ts";
import type { Choice, StepId } from "#components/bulk-generate/wizard-state.ts";
import { type FilterOptions, NO_OPTIONS } from "#components/products/filters.tsx";
import { changeSelection } from "#components/products/selection.ts";
import { countSelected } from "#components/products/selection-rules.ts";
import { count } from "#components/ui/count.ts";
import { later, useLater } from "#components/ui/later.ts";
import { useStreamed } from "#components/ui/use-streamed.ts";
import type { ImageType } from "#lib/schemas/image-type.ts";
import type { Template } from "#lib/schemas/template.ts";

/** The wizard begins with the products. */
const laterSteps = later(async () => {
  const [{ VariantStep }, { PromptStep }, { ReviewStep }] = await Promise.all([
    import("#components/bulk-generate/variant-step.tsx"),
    import("#components/bulk-generate/prompt-step.tsx"),
    import("#components/bulk-generate/review-step.tsx"),
  ]);
  return { VariantStep, PromptStep, ReviewStep };
});

type WizardProps = {
  firstPage: FirstPage | null;
  options: Promise<FilterOptions>;
  templates: Template[];
  imageTypes: ImageType[];
  model: ModelFacts;
  like: Choice | null;
};

export function Wizard({ firstPage, options: streamed, templates, imageTypes, model, like }: WizardProps) {
  const wizard = useWizard({ templates, imageTypes, like });
  const { state, dispatch, isFromUrl, template, request, selection, plan, missing } = wizard;
  const list = useListParams();
  const options = useStreamed(streamed, NO_OPTIONS);
  const { generate, sending, error } = useGenerate();
  const { choice, open } = state;
  const steps = useLater(laterSteps, open !== null && open !== "products");
  const selected = countSelected(selection);
  const imageTypeName = imageTypes.find(({ id }) => id === choice.imageTypeId)?.name ?? null;
  const prompt = promptName(choice, template);
  const step = (id: StepId) => ({ step: id, open: open === id, dispatch });
  const promptSettled = imageTypeName !== null && !plan.error && choice.variant !== null;
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-6">
      <div className="space-y-3 max-lg:[&_:is(a,button,input,textarea)]:scroll-mb-36">
        <LinkedPromptNotice {...{ choice, isFromUrl, dispatch }} />
        <Step
          {...step("products")}
          number={1}
          title="Products"
          summary={selected > 0 ? `${count(selected)} selected` : null}
        >
          <ProductStep {...{ list, firstPage, options, dispatch }} />
        </Step>
        <Step {...step("variant")} number={2} title="Variant" summary={variantLine(plan, choice.variant)}>
          {steps && (
            <steps.VariantStep
              {...{ options, plan, dispatch }}
              variant={choice.variant}
              onNarrow={(narrowed) => {
                changeSelection(() => narrowed);
                list.show(narrowed.filter);
              }}
            />
          )}
        </Step>
        <Step
          {...step("prompt")}
          number={3}
          title="Prompt"
          summary={promptSettled ? `${imageTypeName} · ${prompt}` : null}
        >
          {steps && <steps.PromptStep {...{ choice, template, templates, imageTypes, plan, dispatch }} />}
        </Step>
        <Step {...step("review")} number={4} title="Review" summary={null}>
          {steps && (
            <steps.ReviewStep plan={plan} imageTypeName={imageTypeName ?? ""} promptName={prompt} model={model} />
          )}
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
