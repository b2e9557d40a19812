"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { reasonOf } from "#components/ui/reason-of.ts";
import { send } from "#lib/api-client.ts";
import type { oidcStartedSchema } from "#lib/schemas/user.ts";

export function OidcButton({ name, next }: { name: string; next: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const start = () =>
    send<typeof oidcStartedSchema>("/api/sign-in/oidc", { next }).then(
      ({ url }) => window.location.assign(url),
      (error: unknown) => setProblem(reasonOf(error)),
    );
  return (
    <div className="space-y-3">
      <Button className="w-full" onClick={start}>
        Continue with {name}
      </Button>
      <FormAlert message={problem} />
    </div>
  );
}
