"use client";

import { ArrowRightLeft } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import useSWR, { useSWRConfig } from "swr";
import { CommandButton } from "#components/ui/command-button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { sendOnce } from "#components/ui/send-once.ts";
import { ApiError, api } from "#lib/api-client.ts";
import { healthSchema } from "#lib/schemas/health.ts";
import { type Job, jobSchema, mayContinue } from "#lib/schemas/job.ts";

export function ContinueJob({ job }: { job: Job }) {
  const { mutate } = useSWRConfig();
  const [isAsking, setIsAsking] = useState(false);
  const [isRunning, setIsRunning] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const { data: health } = useSWR(isAsking ? "/api/health" : null, (path: string) => api(path, healthSchema));
  if (!mayContinue(job)) return null;
  const model = typed ?? health?.model ?? "";

  async function continueJob() {
    setIsRunning(true);
    try {
      await mutate(`/api/jobs/${job.id}`, await sendOnce(`/api/jobs/${job.id}/continue`, jobSchema, { model }), {
        revalidate: false,
      });
      setIsAsking(false);
    } catch (failure) {
      if (!(failure instanceof ApiError)) throw failure;
      toast.error(`Couldn't continue the job. ${failure.message}`);
    } finally {
      setIsRunning(false);
    }
  }
  return (
    <>
      <CommandButton
        icon={ArrowRightLeft}
        text="Continue with another model"
        running={isRunning}
        busy={isRunning}
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
        onConfirm={() => void continueJob()}
        busy={isRunning || model === ""}
      >
        <Field label="Model">
          <Input value={model} onChange={(event) => setTyped(event.currentTarget.value.trim())} spellCheck={false} />
        </Field>
      </ConfirmDialog>
    </>
  );
}
