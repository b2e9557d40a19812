"use client";

import { useState } from "react";
import { useAccountForm } from "#components/account/use-account-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { useFocusAtStart } from "#components/ui/use-focus-at-start.ts";
import { ApiError, send } from "#lib/api-client.ts";
import type { codeRequiredSchema } from "#lib/schemas/user.ts";

// A new document: what this page loaded without a session is of no use.
const open = (next: string) => window.location.assign(next);

type CodeFormProps = {
  next: string;
  /** The step is over: the password has to be entered again. */
  onEnd: (reason: string | null) => void;
};

function CodeForm({ next, onEnd }: CodeFormProps) {
  const input = useFocusAtStart<HTMLInputElement>();
  const { errors, busy, submit } = useAccountForm(async (fields) => {
    try {
      await send("/api/sign-in/code", fields);
      open(next);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      onEnd(error.message);
    }
  });
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <Field
        label="Code"
        error={errorAt(errors, "code")}
        hint="The six digits that your authenticator app shows, or one of your backup codes."
      >
        <Input ref={input} name="code" autoComplete="one-time-code" autoCapitalize="none" spellCheck={false} />
      </Field>
      <FormAlert message={errors.summary} />
      <Button type="submit" variant="primary" className="w-full" aria-disabled={busy}>
        {busy ? "Signing in…" : "Sign in"}
      </Button>
      <Button variant="ghost" className="w-full" onClick={() => onEnd(null)}>
        Back
      </Button>
    </form>
  );
}

/** `next`: a path of this app. */
export function SignInForm({ next }: { next: string }) {
  const [needsCode, setNeedsCode] = useState(false);
  const [reason, setReason] = useState<string | null>(null);
  const { errors, busy, submit } = useAccountForm(async (fields) => {
    setReason(null);
    const answer = await send<typeof codeRequiredSchema>("/api/sign-in", fields);
    // A 204 has no fields.
    if (answer.codeRequired) setNeedsCode(true);
    else open(next);
  });
  const end = (why: string | null) => {
    setNeedsCode(false);
    setReason(why);
  };
  if (needsCode) return <CodeForm next={next} onEnd={end} />;
  return (
    <form method="post" onSubmit={submit} noValidate className="space-y-4">
      <Field label="Email" error={errorAt(errors, "email")}>
        <Input name="email" type="email" autoComplete="username" />
      </Field>
      <Field label="Password" error={errorAt(errors, "password")}>
        <Input name="password" type="password" autoComplete="current-password" />
      </Field>
      <FormAlert message={errors.summary ?? reason} />
      <Button type="submit" variant="primary" className="w-full" aria-disabled={busy}>
        {busy ? "Signing in…" : "Sign in"}
      </Button>
    </form>
  );
}
