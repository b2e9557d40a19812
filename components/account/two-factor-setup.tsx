"use client";

import { useAccountForm } from "#components/account/use-account-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { useFocusAtStart } from "#components/ui/use-focus-at-start.ts";
import { send } from "#lib/api-client.ts";
import type { backupCodesSchema, TwoFactorSecret } from "#lib/schemas/user.ts";

type TwoFactorSetupProps = {
  secret: TwoFactorSecret;
  onConfirmed: (backupCodes: string[]) => void;
  onCancel: () => void;
};

const inGroups = (secret: string) => secret.match(/.{1,4}/g)?.join(" ");

export function TwoFactorSetup({ secret: { secret, qrPath, qrSize }, onConfirmed, onCancel }: TwoFactorSetupProps) {
  const input = useFocusAtStart<HTMLInputElement>();
  const { errors, busy, submit } = useAccountForm(async (fields) => {
    const { backupCodes } = await send<typeof backupCodesSchema>("/api/account/two-factor/confirm", fields);
    onConfirmed(backupCodes);
  });
  return (
    <form onSubmit={submit} noValidate className="max-w-sm space-y-4">
      <p>Scan this with an authenticator app, or type the key in.</p>
      {/* Dark on light in both themes: many apps don't read it the other way round. */}
      <svg role="img" aria-label="QR code of the key below" viewBox={`0 0 ${qrSize} ${qrSize}`} className="size-52">
        <rect width={qrSize} height={qrSize} fill="white" />
        <path d={qrPath} fill="black" shapeRendering="crispEdges" />
      </svg>
      <p className="select-all break-words font-mono text-xs">{inGroups(secret)}</p>
      <Field label="Code" error={errorAt(errors, "code")} hint="The six digits that the app shows now.">
        <Input ref={input} name="code" inputMode="numeric" autoComplete="one-time-code" />
      </Field>
      <FormAlert message={errors.summary} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" aria-disabled={busy}>
          {busy ? "Checking…" : "Turn on"}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
