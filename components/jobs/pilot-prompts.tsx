import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import type { PilotState } from "#lib/schemas/pilot.ts";

type PilotPromptsProps = {
  shots: PilotState["shots"];
  textOf: (shot: number, prompt: string) => string;
  edit: (shot: number, text: string) => void;
  errorOf: (shot: number) => string | null;
};

const HINT = "The images of the pilot keep the prompt that they were made with.";

export function PilotPrompts({ shots, textOf, edit, errorOf }: PilotPromptsProps) {
  const fields = shots.map(({ shot, name, prompt }) => (
    <Field
      key={shot}
      label={shots.length === 1 ? "Prompt" : `Prompt of ${name}`}
      hint={shots.length === 1 ? HINT : undefined}
      error={errorOf(shot)}
    >
      <Textarea value={textOf(shot, prompt)} onChange={(event) => edit(shot, event.currentTarget.value)} />
    </Field>
  ));
  if (shots.length === 1) return <div className="w-full">{fields}</div>;
  return (
    <details className="w-full">
      <summary className="rounded font-medium">Edit the prompts</summary>
      <p className="mt-1 text-muted text-xs">{HINT}</p>
      <div className="mt-2 space-y-3">{fields}</div>
    </details>
  );
}
