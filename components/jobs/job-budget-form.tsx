"use client";

import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { jobKey, jobPath } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { laterCheck, useFormErrors } from "#components/ui/use-form-errors.ts";
import { send } from "#lib/api-client.ts";
import type { Job, jobSchema } from "#lib/schemas/job.ts";
import { typedUsd, usdText } from "#lib/schemas/money.ts";

const budgetCheck = laterCheck(() => import("#lib/schemas/budget.ts").then(({ jobChangeSchema }) => jobChangeSchema));

const inputOf = (typed: string) => ({ budgetUsd: typedUsd(typed) });

export function JobBudgetForm({ job, onDone }: { job: Job; onDone: () => void }) {
  const [typed, setTyped] = useState(String(job.budgetUsd ?? ""));
  const { errors, check, refuse } = useFormErrors(budgetCheck, typed, inputOf);
  const save = () => send<typeof jobSchema>(jobPath(job.id), inputOf(typed), { method: "PATCH" });
  const { run, busy } = useCommand(save, {
    success: ({ budgetUsd }) => (budgetUsd === null ? "Budget removed." : `Budget set to ${usdText(budgetUsd)}.`),
    failure: "Not saved.",
    shows: { key: jobKey(job.id) },
    onFailure: refuse,
    onDone,
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!busy) void check().then((isValid) => isValid && run());
  }

  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <Field
        label="Budget in US dollars"
        error={errorAt(errors, "budgetUsd")}
        hint={`${usdText(job.spentUsd)} is spent or reserved. Leave it empty for no limit.`}
      >
        <Input
          inputMode="decimal"
          autoComplete="off"
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
        />
      </Field>
      <FormAlert message={errors.summary} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onDone}>Cancel</Button>
        <Button type="submit" variant="primary" aria-disabled={busy}>
          {busy ? "Saving…" : "Save budget"}
        </Button>
      </div>
    </form>
  );
}
