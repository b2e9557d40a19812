"use client";

import { ArrowRightLeft } from "lucide-react";
import { useState } from "react";
import useSWR from "swr";
import { CommandButton } from "#components/ui/command-button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { sendOnce } from "#components/ui/send-once.ts";
import { jobKey, jobPath } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { api } from "#lib/api-client.ts";
import type { healthSchema } from "#lib/schemas/health.ts";
import type { Job, jobSchema } from "#lib/schemas/job.ts";
import { mayContinue } from "#lib/schemas/job-state.ts";

export function ContinueJob({ job }: { job: Job }) {
  const [isAsking, setIsAsking] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const { data: health } = useSWR(isAsking ? "/api/health" : null, (path: string) => api<typeof healthSchema>(path));
  const model = typed ?? health?.model ?? "";
  const path = jobPath(job.id);
  const { run, busy } = useCommand(() => sendOnce<typeof jobSchema>(`${path}/continue`, { model }), {
    failure: "Couldn't continue the job.",
    shows: { key: jobKey(job.id) },
    onDone: () => setIsAsking(false),
  });
  if (!mayContinue(job)) return null;
  return (
    <>
      <CommandButton
        icon={ArrowRightLeft}
        text="Continue with another model"
        running={busy}
        busy={busy}
        onClick={() => setIsAsking(true)}
        focusAfter="job-heading"
      />
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title="Continue with another model?"
        description={`This job was started with ${job.model}. Finished images are kept. The model below generates the rest, at its own price.`}
        confirmLabel="Continue job"
        confirmVariant="primary"
        onConfirm={() => void run()}
        busy={busy || model === ""}
      >
        <Field label="Model">
          <Input value={model} onChange={(event) => setTyped(event.currentTarget.value.trim())} spellCheck={false} />
        </Field>
      </ConfirmDialog>
    </>
  );
}
