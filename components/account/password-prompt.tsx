"use client";

import { useAccountForm } from "#components/account/use-account-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { useFocusAtStart } from "#components/ui/use-focus-at-start.ts";

type PasswordPromptProps = {
  action: string;
  onPassword: (password: string) => Promise<void>;
  onCancel: () => void;
};

/** Whoever finds a browser signed in doesn't know the password. */
export function PasswordPrompt({ action, onPassword, onCancel }: PasswordPromptProps) {
  const input = useFocusAtStart<HTMLInputElement>();
  const { errors, busy, submit } = useAccountForm(({ password = "" }) => onPassword(password));
  return (
    <form onSubmit={submit} noValidate className="max-w-sm space-y-4">
      <Field label="Your password" error={errorAt(errors, "password")}>
        <Input ref={input} name="password" type="password" autoComplete="current-password" />
      </Field>
      <FormAlert message={errors.summary} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" aria-disabled={busy}>
          {action}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
