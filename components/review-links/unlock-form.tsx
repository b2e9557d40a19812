"use client";

import { useAccountForm } from "#components/account/use-account-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { send } from "#lib/api-client.ts";

export function UnlockForm({ token }: { token: string }) {
  const { errors, busy, submit } = useAccountForm(async (fields) => {
    await send(`/api/r/${token}/unlock`, fields);
    window.location.reload();
  });
  return (
    <form method="post" onSubmit={submit} noValidate className="space-y-4">
      <Field label="Password" error={errorAt(errors, "password")}>
        <Input name="password" type="password" autoComplete="off" />
      </Field>
      <FormAlert message={errors.summary} />
      <Button type="submit" variant="primary" className="w-full" aria-disabled={busy}>
        {busy ? "Opening…" : "Open"}
      </Button>
    </form>
  );
}
