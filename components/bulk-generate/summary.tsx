"use client";

import { ArrowRight, Sparkles } from "lucide-react";
import { type ModelFacts, ModelLine } from "#components/bulk-generate/model-line.tsx";
import { SkippedProducts } from "#components/bulk-generate/skipped-products.tsx";
import { goToStep } from "#components/bulk-generate/step.tsx";
import type { Plan } from "#components/bulk-generate/use-preview.ts";
import type { StepId, WizardAction } from "#components/bulk-generate/wizard-state.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { plural } from "#components/ui/count.ts";
import { FieldError } from "#components/ui/field-error.tsx";

export type Blocked = { step: StepId; message: string };

type SummaryProps = {
  plan: Plan;
  variant: string | null;
  imageTypeName: string | null;
  model: ModelFacts;
  blocked: Blocked | null;
  sending: boolean;
  error: string | null;
  onGenerate: () => void;
  dispatch: (action: WizardAction) => void;
};

function Route({ variant, imageTypeName }: Pick<SummaryProps, "variant" | "imageTypeName">) {
  return (
    <p className="flex min-w-0 items-center gap-1.5 text-muted">
      <span className="shrink-0">{variant ?? "No variant"}</span>
      <ArrowRight className="size-3.5 shrink-0" role="img" aria-label="to" />
      <span className="truncate">{imageTypeName ?? "no image type"}</span>
    </p>
  );
}

function Warnings({ plan: { preview, error } }: { plan: Plan }) {
  if (!preview) return null;
  const { emptyVariables, alreadyMadeCount } = preview;
  return (
    <div className="space-y-1 text-warn">
      <SkippedProducts {...preview} />
      {!error && alreadyMadeCount > 0 && <p>{plural(alreadyMadeCount, "result")} made before with this prompt</p>}
      {!error && emptyVariables.length > 0 && (
        <p className="break-words">{emptyVariables.map((name) => `{{${name}}}`).join(", ")} empty for some</p>
      )}
    </div>
  );
}

function Blocker({ blocked, dispatch }: { blocked: Blocked; dispatch: SummaryProps["dispatch"] }) {
  return (
    <button
      type="button"
      className="min-h-6 break-words rounded text-left text-accent-text hover:underline"
      onClick={() => goToStep(blocked.step, dispatch)}
    >
      {blocked.message}
    </button>
  );
}

export function Summary(props: SummaryProps) {
  const { plan, model, blocked, sending, error, onGenerate, dispatch } = props;
  const images = plan.preview && plural(plan.preview.totalImages, "image");
  return (
    <aside
      aria-labelledby="summary-heading"
      className="sticky bottom-0 z-20 -mx-4 space-y-3 border-t bg-surface p-4 max-lg:-mb-6 sm:-mx-6 sm:px-6 lg:top-20 lg:bottom-auto lg:mx-0 lg:rounded-lg lg:border lg:p-4"
    >
      <h2 id="summary-heading" className="font-semibold max-lg:sr-only">
        Summary
      </h2>
      <div className={cn("transition-opacity max-lg:flex max-lg:gap-3", plan.pending && "opacity-60")}>
        <p className="shrink-0 font-semibold lg:text-2xl lg:tracking-tight">{images ?? "No images yet"}</p>
        <Route {...props} />
      </div>
      <div className="space-y-3 max-lg:hidden">
        <p className="text-muted">
          <ModelLine {...model} />
        </p>
        <Warnings plan={plan} />
      </div>
      {blocked && <Blocker blocked={blocked} dispatch={dispatch} />}
      <FieldError message={error} />
      <Button
        variant="primary"
        className="w-full"
        disabled={blocked !== null || plan.pending || sending}
        onClick={onGenerate}
      >
        <Sparkles className="size-4" aria-hidden />
        {sending ? "Starting…" : `Generate ${images ?? "images"}`}
      </Button>
    </aside>
  );
}
