"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { NewLink } from "#components/account/new-link.tsx";
import { useAccountForm } from "#components/account/use-account-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { send } from "#lib/api-client.ts";
import type { ReviewLinkCreated, reviewLinkCreatedSchema } from "#lib/schemas/review-link.ts";

type Of = { jobId: string } | { productIds: string[] };

/** `of`: whose images the link shows; `name`: how it is called unless it is changed. */
export function LinkForm({ of, name }: { of: Of; name: string }) {
  const router = useRouter();
  const [mayDecide, setMayDecide] = useState(true);
  const [link, setLink] = useState<ReviewLinkCreated | null>(null);
  const { errors, busy, submit } = useAccountForm(async ({ name, days, password }) => {
    const body = { ...of, name, mayDecide, days: Number(days), ...(password && { password }) };
    setLink(await send<typeof reviewLinkCreatedSchema>("/api/review-links", body));
    router.refresh();
  });
  return (
    <form method="post" onSubmit={submit} noValidate className="max-w-xl space-y-4">
      <Field label="Name" error={errorAt(errors, "name")} hint="Those who open the link see it.">
        <Input name="name" defaultValue={name} autoComplete="off" />
      </Field>
      <div className="flex flex-wrap gap-4">
        <Field label="Days" error={errorAt(errors, "days")} hint="Until it expires, 90 at most." className="basis-32">
          <Input name="days" type="number" inputMode="numeric" min={1} max={90} defaultValue="14" />
        </Field>
        <Field
          label="Password (optional)"
          error={errorAt(errors, "password")}
          hint="Tell it to them in another way than the link."
          className="flex-1 basis-56"
        >
          <Input name="password" type="text" autoComplete="off" spellCheck={false} />
        </Field>
      </div>
      <div>
        <Checkbox label="May approve, reject and comment" checked={mayDecide} onCheckedChange={setMayDecide} />
      </div>
      <FormAlert message={errors.summary} />
      <Button type="submit" variant="primary" aria-disabled={busy}>
        {busy ? "Creating…" : "Create link"}
      </Button>
      {link && <NewLink link={link} text="Send this link to whoever reviews. It isn't shown again." />}
    </form>
  );
}
