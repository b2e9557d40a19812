"use client";

import { Sparkles } from "lucide-react";
import type { ReactNode } from "react";
import { goToStep } from "#components/bulk-generate/step.tsx";
import type { StepId, WizardAction } from "#components/bulk-generate/wizard-state.ts";
import { EstimateLine } from "#components/images/estimate-line.tsx";
import { Button } from "#components/ui/button.tsx";
import { cn } from "#components/ui/class-names.ts";
import { count, plural } from "#components/ui/count.ts";
import { FieldError } from "#components/ui/field-error.tsx";
import type { Estimate } from "#lib/schemas/estimate.ts";

export type Blocked = { step: StepId; message: string };

type Dispatch = (action: WizardAction) => void;

function Blocker({ blocked, dispatch }: { blocked: Blocked; dispatch: Dispatch }) {
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

type SummaryProps = {
  /** Null while unknown. */
  totalImages: number | null;
  pending: boolean;
  estimate: Estimate | null;
  /** Images that exist already and are used. */
  existing: number;
  /** What they are made from, in a line. */
  line: ReactNode;
  blocked: Blocked | null;
  sending: boolean;
  error: string | null;
  onGenerate: () => void;
  dispatch: Dispatch;
  children: ReactNode;
  /** Stays on narrow screens. */
  option?: ReactNode;
};

export function Summary(props: SummaryProps) {
  const {
    totalImages,
    pending,
    estimate,
    existing,
    line,
    blocked,
    sending,
    error,
    onGenerate,
    dispatch,
    children,
    option,
  } = props;
  const images = totalImages === null ? null : plural(totalImages, "image");
  return (
    <aside
      aria-labelledby="summary-heading"
      className="sticky bottom-0 z-20 -mx-4 space-y-3 border-t bg-surface p-4 max-lg:-mb-6 sm:-mx-6 sm:px-6 lg:top-20 lg:bottom-auto lg:mx-0 lg:rounded-lg lg:border lg:p-4"
    >
      <h2 id="summary-heading" className="font-semibold max-lg:sr-only">
        Summary
      </h2>
      <div aria-busy={pending} className={cn("transition-opacity max-lg:flex max-lg:gap-3", pending && "opacity-60")}>
        <p className="shrink-0 font-semibold lg:text-2xl lg:tracking-tight">{images ?? "No images yet"}</p>
        {line}
      </div>
      <div className="space-y-3 max-lg:hidden">{children}</div>
      {option}
      {existing > 0 && totalImages !== null && (
        <p className="text-muted text-xs">
          {count(existing)} of {count(totalImages)} exist already and are used.
        </p>
      )}
      {estimate && totalImages !== null && totalImages > 0 && <EstimateLine estimate={estimate} />}
      {blocked && <Blocker blocked={blocked} dispatch={dispatch} />}
      <FieldError message={error} />
      <Button
        variant="primary"
        className="w-full"
        disabled={blocked !== null || pending || sending}
        onClick={onGenerate}
      >
        <Sparkles className="size-4" aria-hidden />
        {sending ? "Starting…" : `Generate ${images ?? "images"}`}
      </Button>
    </aside>
  );
}
