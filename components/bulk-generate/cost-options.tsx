"use client";

import {
  budgetProblem,
  deadlineProblem,
  type OptionsDraft,
  switchProblem,
} from "#components/bulk-generate/options-draft.ts";
import type { WizardAction } from "#components/bulk-generate/wizard-state.ts";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { count } from "#components/ui/count.ts";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { type AskedTier, DEFAULT_DEADLINE_HOURS, LATE_TIERS, TIER_NAMES } from "#lib/schemas/job-tiers.ts";
import { PILOT_PRODUCTS } from "#lib/schemas/limits.ts";

const DETAILS: Record<AskedTier, string> = {
  standard: "Full price, in seconds per image",
  flex: "Half price, in minutes per image",
  batch: "Half price, within hours",
};

/** What was chosen, in a line: "Budget $5 · 3 products first · Overnight" */
export function optionsLine({ budget, pilot, makeAgain, tier }: OptionsDraft): string {
  const parts = [
    budget.trim() && `Budget $${budget.trim()}`,
    pilot && `${PILOT_PRODUCTS} products first`,
    makeAgain && "Make again",
    TIER_NAMES[tier],
  ];
  return parts.filter(Boolean).join(" · ");
}

type Change = (change: Partial<OptionsDraft>) => void;

function Tiers({ tiers, tier, onChange }: { tiers: readonly AskedTier[]; tier: AskedTier; onChange: Change }) {
  return (
    <fieldset className="space-y-1">
      <legend className="mb-1.5 font-medium">When</legend>
      {tiers.map((one) => (
        <label key={one} className="flex min-h-6 items-start gap-2">
          <input
            type="radio"
            name="tier"
            value={one}
            checked={one === tier}
            onChange={() => onChange({ tier: one })}
            className="mt-0.5 size-4 shrink-0 accent-accent"
          />
          <span>
            {TIER_NAMES[one]} <span className="text-muted text-xs">{DETAILS[one]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

function FlexOptions({ options, onChange }: { options: OptionsDraft; onChange: Change }) {
  return (
    <Field
      label="Full price after (minutes)"
      hint="An image that Google has not made by then is asked for at the full price."
      error={switchProblem(options)}
    >
      <Input
        inputMode="numeric"
        autoComplete="off"
        placeholder="Never"
        value={options.switchAfter}
        onChange={({ target }) => onChange({ switchAfter: target.value })}
        className="max-w-40"
      />
    </Field>
  );
}

function BatchOptions({
  options,
  tiers,
  onChange,
}: {
  options: OptionsDraft;
  tiers: readonly AskedTier[];
  onChange: Change;
}) {
  const late = LATE_TIERS.filter((tier) => tiers.includes(tier));
  return (
    <div className="flex flex-wrap items-start gap-4">
      <Field label="Deadline (hours)" error={deadlineProblem(options)}>
        <Input
          inputMode="numeric"
          autoComplete="off"
          placeholder={String(DEFAULT_DEADLINE_HOURS)}
          value={options.deadline}
          onChange={({ target }) => onChange({ deadline: target.value })}
          className="max-w-40"
        />
      </Field>
      <Select
        label="Make the rest then"
        value={options.thenTier}
        options={late.map((tier) => ({ value: tier, label: TIER_NAMES[tier] }))}
        onValueChange={(chosen) => onChange({ thenTier: late.find((tier) => tier === chosen) ?? "standard" })}
        className="w-40"
      />
    </div>
  );
}

type CostOptionsProps = {
  options: OptionsDraft;
  tiers: readonly AskedTier[];
  /** Products that images are made of. */
  products: number;
  totalImages: number;
  /** Images of them that exist already. */
  existing: number;
  dispatch: (action: WizardAction) => void;
};

export function CostOptions({ options, tiers, products, totalImages, existing, dispatch }: CostOptionsProps) {
  const { budget, pilot, makeAgain, tier } = options;
  const change: Change = (changed) => dispatch({ type: "setOptions", options: { ...options, ...changed } });
  if (totalImages === 0) return null;
  return (
    <details className="rounded-lg border">
      <summary className="min-h-10 cursor-pointer rounded-lg px-3 py-2 hover:bg-hover">
        <span className="font-medium">Cost options</span>{" "}
        <span className="text-muted text-xs">{optionsLine(options)}</span>
      </summary>
      <div className="space-y-4 border-t p-3">
        <Field
          label="Budget for this job (US dollars)"
          hint="The job waits before a call that could exceed it. You can raise it later."
          error={budgetProblem(budget)}
        >
          <Input
            inputMode="decimal"
            autoComplete="off"
            placeholder="No limit"
            value={budget}
            onChange={({ target }) => change({ budget: target.value })}
            className="max-w-40"
          />
        </Field>
        {(tiers.length > 1 || tier !== "standard") && <Tiers tiers={tiers} tier={tier} onChange={change} />}
        {tier === "flex" && <FlexOptions options={options} onChange={change} />}
        {tier === "batch" && <BatchOptions options={options} tiers={tiers} onChange={change} />}
        {(products > PILOT_PRODUCTS || pilot) && (
          <Checkbox
            label={`Try on ${PILOT_PRODUCTS} first`}
            title={`Generates the images of ${PILOT_PRODUCTS} products, then waits for you to continue or change the prompt.`}
            checked={pilot}
            onCheckedChange={(checked) => change({ pilot: checked })}
          />
        )}
        {(existing > 0 || makeAgain) && (
          <Checkbox
            label={`Make again what exists${existing > 0 ? ` (${count(existing)} of ${count(totalImages)})` : ""}`}
            title="Otherwise the images that exist are used, which costs nothing."
            checked={makeAgain}
            onCheckedChange={(checked) => change({ makeAgain: checked })}
          />
        )}
      </div>
    </details>
  );
}
