"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { NewLink } from "#components/account/new-link.tsx";
import { ROLES } from "#components/account/roles.ts";
import { useAccountForm } from "#components/account/use-account-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { Select } from "#components/ui/select.tsx";
import { send } from "#lib/api-client.ts";
import type { InviteLink, inviteLinkSchema, Role } from "#lib/schemas/user.ts";

export function InviteUser() {
  const router = useRouter();
  const [role, setRole] = useState<Role>("EDITOR");
  const [link, setLink] = useState<InviteLink | null>(null);
  const { errors, busy, submit } = useAccountForm(async ({ email }) => {
    setLink(await send<typeof inviteLinkSchema>("/api/invites", { email, role }));
    router.refresh();
  });
  return (
    <div className="space-y-4">
      <form onSubmit={submit} noValidate className="flex flex-wrap items-start gap-3">
        <Field label="Email" error={errorAt(errors, "email")} className="basis-64">
          <Input name="email" type="email" autoComplete="off" />
        </Field>
        <Select
          label="Role"
          value={role}
          options={ROLES}
          onValueChange={(value) => setRole(ROLES.find((each) => each.value === value)?.value ?? role)}
          className="basis-40"
        />
        <Button type="submit" variant="primary" aria-disabled={busy} className="mt-6.5">
          {busy ? "Creating…" : "Create invite link"}
        </Button>
      </form>
      <FormAlert message={errors.summary} />
      {link && <NewLink link={link} text="Send this link to the person. It works once, and isn't shown again." />}
      <ul className="text-muted text-xs">
        {ROLES.map(({ value, label, text }) => (
          <li key={value}>
            {label}: {text}.
          </li>
        ))}
      </ul>
    </div>
  );
}
