"use client";

import { LinkedPromptNotice } from "#components/bulk-generate/linked-prompt-notice.tsx";
import {
  blockedBy,
  optionsBlockedBy,
  promptName,
  shotsBlockedBy,
  shotsLine,
  variantLine,
} from "#components/bulk-generate/messages.ts";
import { type ModelFacts, ModelLine } from "#components/bulk-generate/model-line.tsx";
import { type FirstPage, ProductStep } from "#components/bulk-generate/product-step.tsx";
import { Step } from "#components/bulk-generate/step.tsx";
import { Summary } from "#components/bulk-generate/summary.tsx";
import { Route, Warnings } from "#components/bulk-generate/summary-of-choice.tsx";
import { OnlyMissing, ShotCounts } from "#components/bulk-generate/summary-of-shots.tsx";
import { useListParams } from "#components/bulk-generate/use-list-params.ts";
import type { Plan, ShotsPlan } from "#components/bulk-generate/use-preview.ts";
import { type Start, useGenerate, useWizard } from "#components/bulk-generate/use-wizard.ts";
import { missing, missingProducts, type StepId, stepsOf } from "#components/bulk-generate/wizard-state.ts";
import { type FilterOptions, NO_OPTIONS } from "#components/products/filters.tsx";
import { changeSelection } from "#components/products/selection.ts";
import { countSelected, type MatchingSelection } from "#components/products/selection-rules.ts";
import type { ShotOptions } from "#components/shots/shot-fields.tsx";
import { count } from "#components/ui/count.ts";
import { later, useLater } from "#components/ui/later.ts";
import { useStreamed } from "#components/ui/use-streamed.ts";

/** The wizard begins with the products. */
const laterSteps = later(async () => {
  const [{ ShotsStep }, { PromptStep }, { ReviewStep }, { ShotsReview }, { CostOptions }] = await Promise.all([
    import("#components/bulk-generate/shots-step.tsx"),
    import("#components/bulk-generate/prompt-step.tsx"),
    import("#components/bulk-generate/review-step.tsx"),
    import("#components/bulk-generate/shots-review.tsx"),
    import("#components/bulk-generate/cost-options.tsx"),
  ]);
  return { ShotsStep, PromptStep, ReviewStep, ShotsReview, CostOptions };
});

type WizardProps = {
  firstPage: FirstPage | null;
  options: Promise<FilterOptions>;
  shotOptions: ShotOptions;
  model: ModelFacts;
  start: Start | null;
};

type WizardState = ReturnType<typeof useWizard> & { imageTypeName: string | null; model: ModelFacts };

/** What the cost options depend on. */
function imagesOf({ preview }: Plan | ShotsPlan) {
  const { totalImages = 0, existing } = preview ?? {};
  const products = preview && "shots" in preview ? preview.shots.map((shot) => shot.products) : [totalImages];
  return { totalImages, existing: existing ?? 0, products: Math.max(0, ...products) };
}

/** What remains to be chosen after the products. */
function LaterSteps(props: WizardState & Pick<WizardProps, "shotOptions"> & ShotsStepGiven) {
  const { state, dispatch, template, plan, shotsPlan, imageTypeName, model, shotOptions, options, onNarrow } = props;
  const { choice, shots, open } = state;
  const { templates, imageTypes } = shotOptions;
  const steps = useLater(laterSteps, open !== null && open !== "products");
  const step = (id: StepId) => ({ step: id, number: stepsOf(shots).indexOf(id) + 1, open: open === id, dispatch });
  const prompt = promptName(choice, template);
  const promptSettled = imageTypeName !== null && !plan.error && choice.variant !== null;
  const costOptions = steps && (
    <steps.CostOptions
      {...{ options: state.options, tiers: model.tiers, dispatch, ...imagesOf(shots ? shotsPlan : plan) }}
    />
  );
  const shotsSummary = shots ? shotsLine(shots) : variantLine(plan, choice.variant);
  return (
    <>
      <Step {...step("shots")} title="Shots" summary={shotsSummary}>
        {steps && <steps.ShotsStep {...{ choice, shots, options, shotOptions, plan, shotsPlan, onNarrow, dispatch }} />}
      </Step>
      {!shots && (
        <Step {...step("prompt")} title="Prompt" summary={promptSettled ? `${imageTypeName} · ${prompt}` : null}>
          {steps && <steps.PromptStep {...{ choice, template, templates, imageTypes, plan, dispatch }} />}
        </Step>
      )}
      <Step {...step("review")} title="Review" summary={null}>
        {steps && shots && <steps.ShotsReview plan={shotsPlan} model={model} options={costOptions} />}
        {steps && !shots && (
          <steps.ReviewStep
            {...{ plan, model, options: costOptions, promptName: prompt, imageTypeName: imageTypeName ?? "" }}
          />
        )}
      </Step>
    </>
  );
}

type ShotsStepGiven = { options: FilterOptions; onNarrow: (selection: MatchingSelection) => void };

function SummaryOfJob(props: WizardState) {
  const { state, dispatch, plan, shotsPlan, request, shotsRequest, selection, imageTypeName, model } = props;
  const { choice, shots } = state;
  const { generate, ...sent } = useGenerate(request, shotsRequest);
  const { preview, pending } = shots ? shotsPlan : plan;
  const { totalImages = null, estimate = null } = preview ?? {};
  const existing = state.options.makeAgain ? 0 : (preview?.existing ?? 0);
  const common = { ...sent, dispatch, pending, onGenerate: generate, totalImages, estimate, existing };
  const blocked = optionsBlockedBy(state.options);
  if (shots)
    return (
      <Summary
        {...common}
        line={<p className="min-w-0 truncate text-muted">{shotsLine(shots)}</p>}
        blocked={shotsBlockedBy(missingProducts(selection), shotsPlan, shots) ?? blocked}
        option={<OnlyMissing shots={shots} dispatch={dispatch} />}
      >
        <ShotCounts plan={shotsPlan} />
      </Summary>
    );
  return (
    <Summary
      {...common}
      line={<Route variant={choice.variant} imageTypeName={imageTypeName} />}
      blocked={blockedBy(missing(choice, selection), plan) ?? blocked}
    >
      <p className="text-muted">
        <ModelLine {...model} />
      </p>
      <Warnings plan={plan} />
    </Summary>
  );
}

export function Wizard({ firstPage, options: streamed, shotOptions, model, start }: WizardProps) {
  const { templates, imageTypes } = shotOptions;
  const wizard = useWizard({ templates, imageTypes, start });
  const { state, dispatch, isFromUrl, selection } = wizard;
  const list = useListParams();
  const options = useStreamed(streamed, NO_OPTIONS);
  const { choice, open } = state;
  const selected = countSelected(selection);
  const imageTypeName = imageTypes.find(({ id }) => id === choice.imageTypeId)?.name ?? null;
  const given = { ...wizard, imageTypeName, model };
  function narrow(narrowed: MatchingSelection) {
    changeSelection(() => narrowed);
    list.show(narrowed.filter);
  }
  return (
    <div className="grid grid-cols-1 items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem] lg:gap-6">
      <div className="space-y-3 max-lg:[&_:is(a,button,input,textarea)]:scroll-mb-36">
        <LinkedPromptNotice {...{ choice, isFromUrl, dispatch }} />
        <Step
          step="products"
          number={1}
          open={open === "products"}
          title="Products"
          summary={selected > 0 ? `${count(selected)} selected` : null}
          dispatch={dispatch}
        >
          <ProductStep {...{ list, firstPage, options, dispatch }} />
        </Step>
        <LaterSteps {...given} {...{ shotOptions, options }} onNarrow={narrow} />
      </div>
      <SummaryOfJob {...given} />
    </div>
  );
}
