"use client";

import { useAccountForm } from "#components/account/use-account-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { send } from "#lib/api-client.ts";
import { MIN_PASSWORD } from "#lib/schemas/limits.ts";
import type { acceptedSchema, codeRequiredSchema } from "#lib/schemas/user.ts";

type InviteFormProps = {
  token: string;
  /** Null: the first admin chooses it. */
  email: string | null;
  /** Null: a new user chooses it. */
  name: string | null;
};

export function InviteForm({ token, email, name }: InviteFormProps) {
  const { errors, busy, submit } = useAccountForm(async (fields) => {
    const accepted = await send<typeof acceptedSchema>("/api/invites/accept", { token, ...fields });
    const credentials = { email: accepted.email, password: fields.password };
    const answer = await send<typeof codeRequiredSchema>("/api/sign-in", credentials);
    window.location.assign(answer.codeRequired ? "/sign-in" : "/dashboard");
  });
  const action = name === null ? "Create account" : "Set password";
  return (
    <form method="post" onSubmit={submit} noValidate className="space-y-4">
      {email === null ? (
        <Field label="Email" error={errorAt(errors, "email")}>
          <Input name="email" type="email" autoComplete="username" />
        </Field>
      ) : (
        // Password managers look for it.
        <input type="hidden" autoComplete="username" value={email} readOnly />
      )}
      {name === null && (
        <Field label="Name" error={errorAt(errors, "name")} hint="Shown to others next to what you do.">
          <Input name="name" autoComplete="name" />
        </Field>
      )}
      <Field label="Password" error={errorAt(errors, "password")} hint={`At least ${MIN_PASSWORD} characters.`}>
        <Input name="password" type="password" autoComplete="new-password" />
      </Field>
      <FormAlert message={errors.summary} />
      <Button type="submit" variant="primary" className="w-full" aria-disabled={busy}>
        {busy ? "Saving…" : action}
      </Button>
    </form>
  );
}
