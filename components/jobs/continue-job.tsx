"use client";

import { ArrowRightLeft } from "lucide-react";
import { useState } from "react";
import useSWR from "swr";
import { useCan } from "#components/ui/can.tsx";
import { Choice } from "#components/ui/choice.tsx";
import { CommandButton } from "#components/ui/command-button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { sendOnce } from "#components/ui/send-once.ts";
import { jobKey, jobPath, MODELS } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { api } from "#lib/api-client.ts";
import type { Job, jobSchema } from "#lib/schemas/job.ts";
import { mayContinue } from "#lib/schemas/job-state.ts";
import type { modelsSchema } from "#lib/schemas/model.ts";

/** What the job may continue with, the model that Google names first. */
function useModels({ goneModel, replacement, ...job }: Job, isNeeded: boolean) {
  const { data } = useSWR(isNeeded ? MODELS : null, (path: string) => api<typeof modelsSchema>(path));
  const stopped = goneModel ?? job.model;
  const ids = (data?.models ?? []).flatMap(({ id, offered }) => (id !== stopped && offered !== false ? id : []));
  const named = ids.find((id) => id === replacement) ?? null;
  return { ids, stopped, named, first: named ?? ids.find((id) => id === data?.current) ?? ids[0] ?? "" };
}

export function ContinueJob({ job }: { job: Job }) {
  const isNeeded = useCan()("spend") && mayContinue(job);
  const [isAsking, setIsAsking] = useState(false);
  const [picked, setPicked] = useState<string | null>(null);
  const { ids, stopped, named, first } = useModels(job, isNeeded);
  const model = picked ?? first;
  const path = jobPath(job.id);
  const { run, busy } = useCommand(() => sendOnce<typeof jobSchema>(`${path}/continue`, { model }), {
    failure: "Couldn't continue the job.",
    shows: { key: jobKey(job.id) },
    onDone: () => setIsAsking(false),
  });
  if (!isNeeded) return null;
  return (
    <>
      <CommandButton
        icon={ArrowRightLeft}
        text={named ? `Continue with ${named}` : "Continue with another model"}
        running={busy}
        busy={busy}
        onClick={() => setIsAsking(true)}
        focusAfter="job-heading"
      />
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title="Continue with another model?"
        description={`Finished images are kept. The model below generates those that ${stopped} did not, at its own price.`}
        confirmLabel="Continue job"
        confirmVariant="primary"
        onConfirm={() => void run()}
        busy={busy || model === ""}
      >
        <Choice label="Model" value={model} values={ids} error={null} onChange={setPicked} />
      </ConfirmDialog>
    </>
  );
}
