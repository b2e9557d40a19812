"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { useCommand } from "#components/ui/use-command.ts";
import { laterCheck, useFormErrors } from "#components/ui/use-form-errors.ts";
import { send } from "#lib/api-client.ts";
import { typedUsd, usdText } from "#lib/schemas/money.ts";
import type { Settings, settingsSchema } from "#lib/schemas/settings.ts";

const settingsCheck = laterCheck(() =>
  import("#lib/schemas/settings.ts").then(({ settingsPatchSchema }) => settingsPatchSchema),
);

type Draft = { day: string; month: string };

const draftOf = ({ budgetDayUsd, budgetMonthUsd }: Settings): Draft => ({
  day: String(budgetDayUsd ?? ""),
  month: String(budgetMonthUsd ?? ""),
});
const inputOf = ({ day, month }: Draft) => ({ budgetDayUsd: typedUsd(day), budgetMonthUsd: typedUsd(month) });

const spentWords = (usd: number, demo: boolean) =>
  `${usdText(usd)} is spent or reserved${demo ? " (demo: nothing is billed)" : ""}.`;

export function BudgetForm({ settings }: { settings: Settings }) {
  const router = useRouter();
  const [draft, setDraft] = useState(() => draftOf(settings));
  const { errors, check, refuse } = useFormErrors(settingsCheck, draft, inputOf);
  const save = () => send<typeof settingsSchema>("/api/settings", inputOf(draft), { method: "PATCH" });
  const { run, busy } = useCommand(save, {
    success: () => "Limits saved.",
    failure: "Not saved.",
    onFailure: refuse,
    onDone(saved) {
      setDraft(draftOf(saved));
      router.refresh();
    },
  });
  const bind = (field: keyof Draft) => ({
    inputMode: "decimal" as const,
    autoComplete: "off",
    placeholder: "No limit",
    value: draft[field],
    onChange: ({ target }: { target: { value: string } }) => setDraft({ ...draft, [field]: target.value }),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!busy) void check().then((isValid) => isValid && run());
  }

  return (
    <form onSubmit={submit} noValidate className="max-w-xl space-y-4">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field
          label="Limit per day (USD)"
          error={errorAt(errors, "budgetDayUsd")}
          hint={`Today, UTC: ${spentWords(settings.spentDayUsd, settings.demo)}`}
        >
          <Input {...bind("day")} />
        </Field>
        <Field
          label="Limit per month (USD)"
          error={errorAt(errors, "budgetMonthUsd")}
          hint={`This month, UTC: ${spentWords(settings.spentMonthUsd, settings.demo)}`}
        >
          <Input {...bind("month")} />
        </Field>
      </div>
      <FormAlert message={errors.summary} />
      <Button type="submit" variant="primary" aria-disabled={busy}>
        {busy ? "Saving…" : "Save limits"}
      </Button>
    </form>
  );
}
