"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { PERMISSIONS } from "#components/account/key-permissions.ts";
import { useAccountForm } from "#components/account/use-account-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { send } from "#lib/api-client.ts";
import type { KeyPermission, newApiKeySchema } from "#lib/schemas/api-key.ts";

const EXPIRIES = [
  { value: "30", label: "In 30 days" },
  { value: "90", label: "In 90 days" },
  { value: "365", label: "In a year" },
  { value: "never", label: "Never" },
];

function NewKey({ value }: { value: string }) {
  return (
    <div role="status" className="space-y-1 rounded-lg border bg-raised p-3">
      <p>Copy this key now. It isn't shown again.</p>
      <p className="select-all break-all font-mono text-xs">{value}</p>
    </div>
  );
}

/** `allowed`: what the user may do. */
export function NewKeyForm({ allowed }: { allowed: KeyPermission[] }) {
  const router = useRouter();
  const [permissions, setPermissions] = useState<KeyPermission[]>(["read"]);
  const [expiry, setExpiry] = useState("90");
  const [created, setCreated] = useState<string | null>(null);
  const { errors, busy, submit } = useAccountForm(async ({ name }) => {
    const expiresInDays = expiry === "never" ? null : Number(expiry);
    const { key } = await send<typeof newApiKeySchema>("/api/keys", { name, permissions, expiresInDays });
    setCreated(key);
    router.refresh();
  });
  const toggle = (permission: KeyPermission, isChosen: boolean) =>
    setPermissions((chosen) =>
      isChosen ? [...chosen, permission] : chosen.filter((candidate) => candidate !== permission),
    );
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <div className="flex flex-wrap items-start gap-3">
        <Field label="Name" error={errorAt(errors, "name")} hint="Where the key is used." className="basis-64">
          <Input name="name" autoComplete="off" maxLength={100} />
        </Field>
        <Select
          label="Expires"
          value={expiry}
          options={EXPIRIES}
          onValueChange={(value) => setExpiry(value ?? expiry)}
          className="basis-40"
        />
      </div>
      <fieldset className="space-y-1">
        <legend className="mb-1 font-medium">Permissions</legend>
        <div className="grid w-fit gap-x-8 gap-y-1 md:grid-cols-2">
          {PERMISSIONS.filter(({ value }) => allowed.includes(value)).map(({ value, text }) => (
            <Checkbox
              key={value}
              label={text}
              checked={permissions.includes(value)}
              onCheckedChange={(isChosen) => toggle(value, isChosen)}
            />
          ))}
        </div>
        <FormAlert message={errorAt(errors, "permissions")} />
      </fieldset>
      <FormAlert message={errors.summary} />
      <Button type="submit" variant="primary" aria-disabled={busy}>
        {busy ? "Creating…" : "Create key"}
      </Button>
      {created && <NewKey value={created} />}
    </form>
  );
}
