"use client";

import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { flushSync } from "react-dom";
import type { StepId, WizardAction } from "#components/bulk-generate/wizard-state.ts";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";

const headingId = (step: StepId) => `step-${step}`;

export function goToStep(step: StepId, dispatch: (action: WizardAction) => void): void {
  flushSync(() => dispatch({ type: "openStep", step }));
  document.getElementById(headingId(step))?.focus();
}

function StepNumber({ number, settled }: { number: number; settled: boolean }) {
  return (
    <span
      className={cn(
        "grid size-6 shrink-0 place-items-center rounded-full border font-medium text-xs",
        settled ? "border-transparent bg-good-soft text-good" : "border-control text-muted",
      )}
    >
      {settled ? <Check className="size-3.5" aria-hidden /> : number}
      {settled && <span className="sr-only">{number}, settled:</span>}
    </span>
  );
}

type StepProps = {
  step: StepId;
  number: number;
  title: string;
  /** Null while the step is not complete. */
  summary: ReactNode;
  open: boolean;
  dispatch: (action: WizardAction) => void;
  children: ReactNode;
};

export function Step({ step, number, title, summary, open, dispatch, children }: StepProps) {
  return (
    <section aria-labelledby={headingId(step)} className="rounded-lg border bg-surface">
      <h2>
        <button
          type="button"
          id={headingId(step)}
          aria-expanded={open}
          aria-controls={`${headingId(step)}-body`}
          onClick={() => dispatch({ type: "toggleStep", step })}
          className="flex min-h-14 w-full scroll-mt-20 flex-wrap items-center gap-x-3 gap-y-1 rounded-lg px-4 py-3 text-left hover:bg-hover"
        >
          <StepNumber number={number} settled={summary !== null} />
          <span className="font-semibold sm:w-20">{title}</span>
          <span className="min-w-0 flex-1 truncate text-muted empty:hidden max-sm:order-last max-sm:basis-full sm:empty:block">
            {!open && summary}
          </span>
          <span className="ml-auto shrink-0 text-accent-text text-xs">
            {open ? "Close" : summary === null ? "Open" : "Change"}
          </span>
        </button>
      </h2>
      <div id={`${headingId(step)}-body`} hidden={!open} className="border-t p-4">
        {open && children}
      </div>
    </section>
  );
}

type ContinueProps = { to: StepId; disabled?: boolean | undefined; dispatch: (action: WizardAction) => void };

export function Continue({ to, disabled = false, dispatch }: ContinueProps) {
  return (
    <div className="mt-4 flex justify-end">
      <Button disabled={disabled} onClick={() => goToStep(to, dispatch)}>
        Continue
      </Button>
    </div>
  );
}
