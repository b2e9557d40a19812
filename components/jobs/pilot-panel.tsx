"use client";

import { CirclePlay, Shuffle } from "lucide-react";
import { useId, useState } from "react";
import useSWR from "swr";
import { costWords, EstimateLine } from "#components/images/estimate-line.tsx";
import { jobName } from "#components/images/job-name.ts";
import { PilotPrompts } from "#components/jobs/pilot-prompts.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { CommandButton } from "#components/ui/command-button.tsx";
import { plural } from "#components/ui/count.ts";
import { FieldError } from "#components/ui/field-error.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt, type FormErrors, NO_ERRORS } from "#components/ui/form-errors.ts";
import { reasonOf } from "#components/ui/reason-of.ts";
import { sendOnce } from "#components/ui/send-once.ts";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { isJobList, isPartOfJob, jobKey, jobPath } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { ApiError, api } from "#lib/api-client.ts";
import type { Estimate } from "#lib/schemas/estimate.ts";
import type { Job, jobSchema } from "#lib/schemas/job.ts";
import { PILOT_PRODUCTS } from "#lib/schemas/limits.ts";
import type { PilotState, pilotStateSchema } from "#lib/schemas/pilot.ts";

type Command = "continue" | "pilot";

const FAILURES: Record<Command, string> = {
  continue: "Couldn't continue the job.",
  pilot: "Couldn't try other products.",
};

/** Of some of the images that it is for. */
function partOf({ usd, lowUsd, highUsd }: Estimate, share: number) {
  const of = (amount: number | null) => amount && amount * share;
  return { usd: of(usd), lowUsd: of(lowUsd), highUsd: of(highUsd) };
}

function useChanges({ shots, made }: PilotState) {
  const [edits, setEdits] = useState<ReadonlyMap<number, string>>(new Map());
  const changed = shots.filter(({ shot, prompt }) => (edits.get(shot) ?? prompt).trim() !== prompt.trim());
  const images = changed.reduce((sum, shot) => sum + shot.images, 0);
  return {
    textOf: (shot: number, prompt: string) => edits.get(shot) ?? prompt,
    edit: (shot: number, text: string) => setEdits(new Map(edits).set(shot, text)),
    prompts: changed.map(({ shot }) => ({ shot, prompt: edits.get(shot) ?? "" })),
    /** Of the pilot, with a prompt that differs now. */
    outdated: { images, ...partOf(made.estimate, images / Math.max(1, made.images)) },
  };
}

function usePilotCommand(job: Job, bodyOf: (command: Command) => object) {
  const [errors, setErrors] = useState<FormErrors>(NO_ERRORS);
  const isPart = isPartOfJob(job.id);
  const send = (command: Command) => sendOnce<typeof jobSchema>(`${jobPath(job.id)}/${command}`, bodyOf(command));
  const { run, running } = useCommand(send, {
    failure: (command) => FAILURES[command],
    onFailure: (error) =>
      setErrors({ summary: reasonOf(error), fields: error instanceof ApiError ? error.fields : [] }),
    shows: { key: jobKey(job.id) },
    invalidates: (key) => isJobList(key) || isPart(key),
  });
  return { run, running, errors };
}

function Choices({ job, pilot }: { job: Job; pilot: PilotState }) {
  const { textOf, edit, prompts, outdated } = useChanges(pilot);
  const [isAgain, setIsAgain] = useState(false);
  const mayMakeAgain = outdated.images > 0;
  const { run, running, errors } = usePilotCommand(job, (command) => ({
    ...(prompts.length > 0 && { prompts }),
    ...(command === "continue" && mayMakeAgain && isAgain && { regeneratePilot: true }),
  }));
  const errorOf = (shot: number) => {
    const place = prompts.findIndex((changed) => changed.shot === shot);
    return place < 0 ? null : errorAt(errors, `prompts.${place}`, true);
  };
  const isTold = pilot.shots.some(({ shot }) => errorOf(shot) !== null);
  const shared = { busy: running !== null, focusAfter: "job-heading" };
  const others = Math.min(PILOT_PRODUCTS, pilot.productsLeft);
  return (
    <>
      <PilotPrompts shots={pilot.shots} {...{ textOf, edit, errorOf }} />
      {mayMakeAgain && (
        <Checkbox
          label={`Make ${plural(outdated.images, "pilot image")} again. ${costWords(outdated)}`}
          checked={isAgain}
          onCheckedChange={setIsAgain}
        />
      )}
      {!isTold && <FormAlert message={errors.summary} />}
      <div className="flex flex-wrap gap-2">
        <CommandButton
          icon={CirclePlay}
          text="Continue"
          label={`Continue: ${jobName(job)}`}
          variant="primary"
          running={running === "continue"}
          onClick={() => void run("continue")}
          {...shared}
        />
        <CommandButton
          icon={Shuffle}
          text={`Try ${others} ${others === 1 ? "other" : "others"}`}
          running={running === "pilot"}
          onClick={() => void run("pilot")}
          {...shared}
        />
      </div>
    </>
  );
}

/** What comes after the first images of a job, while it waits for a person. */
export function PilotPanel({ job }: { job: Job }) {
  const id = useId();
  const { data, error } = useSWR<PilotState, ApiError, [string, number | null]>(
    [`${jobPath(job.id)}/pilot`, job.pilotImages],
    ([path]) => api<typeof pilotStateSchema>(path),
  );
  if (!data) return error ? <FieldError message={error.message} /> : <Skeleton className="h-40" />;
  return (
    <section aria-labelledby={id} className="flex flex-col items-start gap-3 border-t pt-3">
      <div>
        <h3 id={id} className="font-semibold">
          Make the other {plural(data.left.images, "image")}?
        </h3>
        <EstimateLine estimate={data.left.estimate} />
      </div>
      <Choices job={job} pilot={data} />
    </section>
  );
}
