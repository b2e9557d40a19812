"use client";

import { useState } from "react";
import { useAccountForm } from "#components/account/use-account-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { send } from "#lib/api-client.ts";
import { MIN_PASSWORD } from "#lib/schemas/limits.ts";

export function PasswordForm() {
  const [changes, setChanges] = useState(0);
  const { errors, busy, submit } = useAccountForm(async (fields) => {
    await send("/api/account/password", fields);
    setChanges(changes + 1);
  });
  return (
    <form key={changes} method="post" onSubmit={submit} noValidate className="max-w-sm space-y-4">
      <Field label="Current password" error={errorAt(errors, "currentPassword")}>
        <Input name="currentPassword" type="password" autoComplete="current-password" />
      </Field>
      <Field
        label="New password"
        error={errorAt(errors, "newPassword")}
        hint={`At least ${MIN_PASSWORD} characters. You are signed out on all other devices.`}
      >
        <Input name="newPassword" type="password" autoComplete="new-password" />
      </Field>
      <FormAlert message={errors.summary} />
      {changes > 0 && <p role="status">Password changed.</p>}
      <Button type="submit" aria-disabled={busy}>
        {busy ? "Saving…" : "Change password"}
      </Button>
    </form>
  );
}
