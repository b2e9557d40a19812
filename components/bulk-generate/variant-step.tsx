"use client";

import type { ReactNode } from "react";
import { Continue } from "#components/bulk-generate/step.tsx";
import type { Plan } from "#components/bulk-generate/use-preview.ts";
import { useSelectedVariants } from "#components/bulk-generate/use-selected-variants.ts";
import { VariantFit } from "#components/bulk-generate/variant-fit.tsx";
import type { WizardAction } from "#components/bulk-generate/wizard-state.ts";
import type { FilterOptions } from "#components/products/filters.tsx";
import type { MatchingSelection } from "#components/products/selection-rules.ts";
import { plural } from "#components/ui/count.ts";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

type VariantStepProps = {
  variant: string | null;
  options: FilterOptions;
  plan: Plan;
  onNarrow: (selection: MatchingSelection) => void;
  dispatch: (action: WizardAction) => void;
  children: ReactNode;
};

export function VariantStep({ variant, options, plan, onNarrow, dispatch, children }: VariantStepProps) {
  const counts = useSelectedVariants() ?? options.variants;
  const isListed = variant === null || counts.some((entry) => entry.variant === variant);
  return (
    <div className="space-y-4">
      <Select
        label="Image variant"
        placeholder="Choose a variant"
        className="max-w-sm"
        value={variant}
        onValueChange={(chosen) => dispatch({ type: "chooseVariant", variant: chosen })}
        options={[...counts, ...(isListed ? [] : [{ variant, count: 0 }])].map((entry) => ({
          value: entry.variant,
          label: `${entry.variant} - ${plural(entry.count, "product")}`,
        }))}
      />
      {variant !== null && plan.preview && <VariantFit plan={plan} preview={plan.preview} onNarrow={onNarrow} />}
      {variant !== null && !plan.preview && plan.pending && <Skeleton className="h-14" />}
      {children}
      <Continue to="prompt" disabled={variant === null} dispatch={dispatch} />
    </div>
  );
}
