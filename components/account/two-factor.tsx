"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { BackupCodes } from "#components/account/backup-codes.tsx";
import { PasswordPrompt } from "#components/account/password-prompt.tsx";
import { TwoFactorSetup } from "#components/account/two-factor-setup.tsx";
import { Button } from "#components/ui/button.tsx";
import { send } from "#lib/api-client.ts";
import type { backupCodesSchema, TwoFactorSecret, twoFactorSecretSchema } from "#lib/schemas/user.ts";

type Step =
  | { name: "start" | "askedToSetUp" | "askedForCodes" | "askedToTurnOff" }
  | { name: "setUp"; secret: TwoFactorSecret }
  | { name: "codes"; backupCodes: string[] };

const START: Step = { name: "start" };

type StateProps = { isOn: boolean; onAsk: (name: "askedToSetUp" | "askedForCodes" | "askedToTurnOff") => void };

function State({ isOn, onAsk }: StateProps) {
  return (
    <div className="space-y-3">
      <p className="max-w-prose text-muted">
        {isOn
          ? "On: a sign-in with your password asks for a code of your authenticator app."
          : "Off. Have sign-ins ask for a code of an app on your phone after the password."}
      </p>
      <div className="flex flex-wrap gap-2">
        {isOn ? (
          <>
            <Button onClick={() => onAsk("askedForCodes")}>New backup codes</Button>
            <Button onClick={() => onAsk("askedToTurnOff")}>Turn off</Button>
          </>
        ) : (
          <Button onClick={() => onAsk("askedToSetUp")}>Set up</Button>
        )}
      </div>
    </div>
  );
}

export function TwoFactor({ isOn }: { isOn: boolean }) {
  const router = useRouter();
  const [step, setStep] = useState<Step>(START);
  const cancel = () => setStep(START);
  const done = () => {
    cancel();
    router.refresh();
  };
  switch (step.name) {
    case "start":
      return <State isOn={isOn} onAsk={(name) => setStep({ name })} />;
    case "askedToSetUp": {
      const start = async (password: string) =>
        setStep({
          name: "setUp",
          secret: await send<typeof twoFactorSecretSchema>("/api/account/two-factor", { password }),
        });
      return <PasswordPrompt action="Continue" onPassword={start} onCancel={cancel} />;
    }
    case "setUp":
      return (
        <TwoFactorSetup
          secret={step.secret}
          onConfirmed={(backupCodes) => setStep({ name: "codes", backupCodes })}
          onCancel={cancel}
        />
      );
    case "askedForCodes": {
      const replace = async (password: string) => {
        const path = "/api/account/two-factor/backup-codes";
        const { backupCodes } = await send<typeof backupCodesSchema>(path, { password });
        setStep({ name: "codes", backupCodes });
      };
      return <PasswordPrompt action="Create new codes" onPassword={replace} onCancel={cancel} />;
    }
    case "askedToTurnOff": {
      const turnOff = async (password: string) => {
        await send("/api/account/two-factor/disable", { password });
        done();
      };
      return <PasswordPrompt action="Turn off" onPassword={turnOff} onCancel={cancel} />;
    }
    case "codes":
      return <BackupCodes codes={step.backupCodes} onDone={done} />;
  }
}
