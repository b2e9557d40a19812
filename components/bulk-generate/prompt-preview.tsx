"use client";

import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { type Plan, type Preview, usePreview } from "#components/bulk-generate/use-preview.ts";
import type { WizardRequest } from "#components/bulk-generate/wizard-state.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { LongText } from "#components/ui/long-text.tsx";
import { Picture } from "#components/ui/picture.tsx";
import { Select } from "#components/ui/select.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";

function usePromptOf(productId: string, preview: Preview, request: WizardRequest | null): string | undefined {
  const near = preview.prompts.find((entry) => entry.productId === productId);
  const far = usePreview(near ? null : request, productId);
  return (near ?? far.data?.prompts.find((entry) => entry.productId === productId))?.prompt;
}

type Sources = Preview["sources"];
type StepperProps = { sources: Sources; index: number; onChange: (productId: string) => void };

function ProductStepper({ sources, index, onChange }: StepperProps) {
  const move = (by: number) => {
    const next = sources[(index + by + sources.length) % sources.length];
    if (next) onChange(next.productId);
  };
  return (
    <div className="flex min-w-0 items-center gap-1">
      <Button variant="ghost" className="w-9 px-0" aria-label="Previous product" onClick={() => move(-1)}>
        <ChevronLeft className="size-4" aria-hidden />
      </Button>
      <Select
        label="Product whose prompt is shown"
        hideLabel
        className="flex-1"
        value={sources[index]?.productId ?? null}
        onValueChange={onChange}
        options={sources.map(({ productId, title }) => ({ value: productId, label: title }))}
      />
      <Button variant="ghost" className="w-9 px-0" aria-label="Next product" onClick={() => move(1)}>
        <ChevronRight className="size-4" aria-hidden />
      </Button>
    </div>
  );
}

function Sent({ plan, preview }: { plan: Plan; preview: Preview }) {
  const { sources } = preview;
  const [chosen, setChosen] = useState<string | null>(null);
  const index = Math.max(
    0,
    sources.findIndex(({ productId }) => productId === chosen),
  );
  const source = sources[index];
  const prompt = usePromptOf(source?.productId ?? "", preview, plan.request);
  if (!source) return null;
  return (
    <section aria-label="Prompt preview" className="rounded-lg border">
      <div className="grid items-center gap-x-3 gap-y-1 border-b p-2 sm:grid-cols-[auto_1fr]">
        <h3 className="pl-2 text-muted">Prompt for</h3>
        <ProductStepper sources={sources} index={index} onChange={setChosen} />
      </div>
      <div className={cn("flex gap-3 p-3 transition-opacity", plan.pending && "opacity-60")} aria-busy={plan.pending}>
        <Picture src={source.thumbnailUrl} alt="" width={56} className="w-14 self-start" />
        {prompt === undefined ? <Skeleton className="h-16 flex-1" /> : <LongText text={prompt} />}
      </div>
    </section>
  );
}

export function PromptPreview({ plan }: { plan: Plan }) {
  if (plan.error || !plan.preview || plan.preview.sources.length === 0) return null;
  return <Sent plan={plan} preview={plan.preview} />;
}
