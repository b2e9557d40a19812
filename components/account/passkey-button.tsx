"use client";

import { useState } from "react";
import { passkeyReason } from "#components/account/passkey-reason.ts";
import { Button } from "#components/ui/button.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { send } from "#lib/api-client.ts";
import type { passkeyOptionsSchema } from "#lib/schemas/passkey.ts";

async function signIn(): Promise<void> {
  const options = await send<typeof passkeyOptionsSchema>("/api/sign-in/passkey/options", {});
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  await send("/api/sign-in/passkey", { credential: await navigator.credentials.get({ publicKey }) });
}

export function PasskeyButton({ next }: { next: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const start = () =>
    signIn().then(
      () => window.location.assign(next),
      (error: unknown) => setProblem(passkeyReason(error)),
    );
  return (
    <div className="space-y-3 border-t pt-4">
      <Button className="w-full" onClick={start}>
        Sign in with a passkey
      </Button>
      <FormAlert message={problem} />
    </div>
  );
}
