"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { passkeyReason } from "#components/account/passkey-reason.ts";
import { useAccountForm } from "#components/account/use-account-form.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { Ago, DateTime } from "#components/ui/time.tsx";
import { useCommand } from "#components/ui/use-command.ts";
import { useFocusAtStart } from "#components/ui/use-focus-at-start.ts";
import { ApiError, remove, send } from "#lib/api-client.ts";
import type { newPasskeyOptionsSchema, Passkey } from "#lib/schemas/passkey.ts";

async function add({ name, password = "" }: Record<string, string>): Promise<void> {
  const options = await send<typeof newPasskeyOptionsSchema>("/api/account/passkeys/options", { password });
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
    await send("/api/account/passkeys", { name, credential: await navigator.credentials.create({ publicKey }) });
  } catch (error) {
    throw error instanceof ApiError ? error : new Error(passkeyReason(error));
  }
}

type FormProps = { hasPassword: boolean; onDone: () => void };

function NewPasskey({ hasPassword, onDone }: FormProps) {
  const input = useFocusAtStart<HTMLInputElement>();
  const { errors, busy, submit } = useAccountForm(async (fields) => {
    await add(fields);
    onDone();
  });
  return (
    <form onSubmit={submit} noValidate className="max-w-sm space-y-4">
      <Field
        label="Name"
        error={errorAt(errors, "name")}
        hint="To tell it from others, such as the device that keeps it."
      >
        <Input ref={input} name="name" autoComplete="off" defaultValue="My passkey" />
      </Field>
      {hasPassword && (
        <Field label="Your password" error={errorAt(errors, "password")}>
          <Input name="password" type="password" autoComplete="current-password" />
        </Field>
      )}
      <FormAlert message={errors.summary} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" aria-disabled={busy}>
          {busy ? "Waiting for the browser…" : "Create passkey"}
        </Button>
        <Button variant="ghost" onClick={onDone}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function PasskeyRow({ passkey: { id, name, createdAt, lastUsedAt } }: { passkey: Passkey }) {
  const router = useRouter();
  const removal = useCommand(() => remove(`/api/account/passkeys/${id}`), {
    success: "Passkey removed.",
    failure: "Couldn't remove the passkey.",
    onDone: () => router.refresh(),
  });
  return (
    <li className="flex flex-wrap items-center gap-3 border-t px-3 py-3 first:border-t-0">
      <div className="min-w-0 flex-1 basis-48">
        <p className="break-words font-medium">{name}</p>
        <p className="text-muted text-xs">
          Added <DateTime value={createdAt} />
          {lastUsedAt && (
            <>
              , used <Ago value={lastUsedAt} />
            </>
          )}
        </p>
      </div>
      <Button
        size="sm"
        variant="ghost"
        aria-disabled={removal.busy}
        onClick={() => void removal.run()}
        aria-label={`Remove ${name}`}
      >
        Remove
      </Button>
    </li>
  );
}

export function Passkeys({ passkeys, hasPassword }: { passkeys: Passkey[]; hasPassword: boolean }) {
  const router = useRouter();
  const [adding, setAdding] = useState(false);
  const close = () => {
    setAdding(false);
    router.refresh();
  };
  return (
    <div className="max-w-prose space-y-3">
      <p className="text-muted">
        Sign in with your fingerprint, face or PIN, or with a security key, instead of a password.
      </p>
      {passkeys.length > 0 && (
        <ul className="rounded-lg border bg-surface">
          {passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
      )}
      {adding ? (
        <NewPasskey hasPassword={hasPassword} onDone={close} />
      ) : (
        <Button onClick={() => setAdding(true)}>Add a passkey</Button>
      )}
    </div>
  );
}
