"use client";

import { useAccountForm } from "#components/account/use-account-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { send } from "#lib/api-client.ts";

/** `next`: a path of this app. */
export function SignInForm({ next }: { next: string }) {
  const { errors, busy, submit } = useAccountForm(async (fields) => {
    await send("/api/sign-in", fields);
    // A new document: what this page loaded without a session is of no use.
    window.location.assign(next);
  });
  return (
    <form method="post" onSubmit={submit} noValidate className="space-y-4">
      <Field label="Email" error={errorAt(errors, "email")}>
        <Input name="email" type="email" autoComplete="username" />
      </Field>
      <Field label="Password" error={errorAt(errors, "password")}>
        <Input name="password" type="password" autoComplete="current-password" />
      </Field>
      <FormAlert message={errors.summary} />
      <Button type="submit" variant="primary" className="w-full" aria-disabled={busy}>
        {busy ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}
