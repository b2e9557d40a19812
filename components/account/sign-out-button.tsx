"use client";

import { LogOut } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { reasonOf } from "#components/ui/reason-of.ts";
import { command } from "#lib/api-client.ts";

export function SignOutButton() {
  const [problem, setProblem] = useState<string | null>(null);
  const signOut = () =>
    command("/api/sign-out").then(
      () => window.location.assign("/sign-in"),
      (error: unknown) => setProblem(reasonOf(error)),
    );
  return (
    <div className="space-y-2">
      <Button onClick={signOut}>
        <LogOut className="size-4" aria-hidden />
        Sign out
      </Button>
      <FormAlert message={problem} />
    </div>
  );
}
