"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { type Dispatch, type FormEvent, useReducer } from "react";
import { PromptField } from "#components/templates/prompt-field.tsx";
import {
  type DraftAction,
  draftOf,
  draftReducer,
  inputOf,
  type TemplateDraft,
} from "#components/templates/template-draft.ts";
import { VariableRow } from "#components/templates/variable-row.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt, type FormErrors } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { useCommand } from "#components/ui/use-command.ts";
import { laterCheck, useFormErrors } from "#components/ui/use-form-errors.ts";
import { send } from "#lib/api-client.ts";
import type { Template, templateSchema } from "#lib/schemas/template.ts";

const templateCheck = laterCheck(() =>
  import("#lib/schemas/template.ts").then(({ templateInputSchema }) => templateInputSchema),
);

function save(template: Template | undefined, draft: TemplateDraft) {
  const path = template ? `/api/templates/${template.id}` : "/api/templates";
  return send<typeof templateSchema>(path, inputOf(draft), { method: template ? "PATCH" : "POST" });
}

type VariablesProps = { draft: TemplateDraft; errors: FormErrors; dispatch: Dispatch<DraftAction> };

function Variables({ draft, errors, dispatch }: VariablesProps) {
  return (
    <section aria-labelledby="variables" className="space-y-3">
      <h2 id="variables" className="font-semibold">
        Variables of this template
      </h2>
      {draft.variables.length === 0 && (
        <p className="text-muted">No variables yet. The product variables above always work.</p>
      )}
      {draft.variables.map((row, index) => (
        <VariableRow key={row.key} row={row} index={index} errors={errors} dispatch={dispatch} />
      ))}
      <FormAlert message={errorAt(errors, "variables")} />
      <Button onClick={() => dispatch({ type: "addVariable" })}>
        <Plus className="size-4" aria-hidden />
        Add a variable
      </Button>
    </section>
  );
}

export function TemplateForm({ template }: { template?: Template }) {
  const router = useRouter();
  const [draft, dispatch] = useReducer(draftReducer, template, draftOf);
  const { errors, check, refuse } = useFormErrors(templateCheck, draft, inputOf);
  const { run, busy, isDone } = useCommand(() => save(template, draft), {
    success: ({ name }) => `Template “${name}” saved.`,
    failure: "Not saved.",
    onFailure: refuse,
    onDone() {
      router.push("/templates");
      router.refresh();
    },
  });
  const isBusy = busy || isDone;
  const write = (field: "name" | "description" | "promptText") => (value: string) =>
    dispatch({ type: "write", field, value });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isBusy) void check().then((isValid) => isValid && run());
  }

  return (
    <form onSubmit={submit} noValidate className="max-w-4xl space-y-6">
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="Name" error={errorAt(errors, "name")}>
          <Input value={draft.name} onChange={(event) => write("name")(event.target.value)} autoComplete="off" />
        </Field>
        <Field label="Description" error={errorAt(errors, "description")}>
          <Input
            value={draft.description}
            onChange={(event) => write("description")(event.target.value)}
            autoComplete="off"
          />
        </Field>
      </div>
      <PromptField
        value={draft.promptText}
        onChange={write("promptText")}
        ownNames={draft.variables.map(({ name }) => name).filter(Boolean)}
        onAddVariable={(name) => dispatch({ type: "addVariable", name })}
        error={errorAt(errors, "promptText")}
      />
      <Variables {...{ draft, errors, dispatch }} />
      <FormAlert message={errors.summary} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" aria-disabled={isBusy}>
          {isBusy ? "Saving…" : "Save template"}
        </Button>
        <Can do="prompt">
          <ButtonLink href="/templates">Cancel</ButtonLink>
        </Can>
      </div>
    </form>
  );
}
