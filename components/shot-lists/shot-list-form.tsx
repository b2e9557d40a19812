"use client";

import { useRouter } from "next/navigation";
import { type Dispatch, type FormEvent, useReducer, useState } from "react";
import { missingChoices, shotsWithErrors } from "#components/shot-lists/missing-choices.ts";
import {
  type DraftAction,
  draftOf,
  draftReducer,
  inputOf,
  type ShotListDraft,
} from "#components/shot-lists/shot-list-draft.ts";
import type { ShotOptions } from "#components/shots/shot-fields.tsx";
import { ShotsEditor } from "#components/shots/shots-editor.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Can, useCan } from "#components/ui/can.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt, type FormErrors, toFormErrors } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { useCommand } from "#components/ui/use-command.ts";
import { laterCheck, useFormErrors } from "#components/ui/use-form-errors.ts";
import { send } from "#lib/api-client.ts";
import type { FieldError } from "#lib/schemas/problem.ts";
import type { ShotListInput, shotListSchema } from "#lib/schemas/shot-list.ts";

const shotListCheck = laterCheck(() =>
  import("#lib/schemas/shot-list.ts").then(({ shotListInputSchema }) => shotListInputSchema),
);

function save(id: string | undefined, draft: ShotListDraft) {
  const path = id === undefined ? "/api/shot-lists" : `/api/shot-lists/${id}`;
  return send<typeof shotListSchema>(path, inputOf(draft), { method: id === undefined ? "POST" : "PATCH" });
}

/** Shots that are open: those with an error, the only one of a new list, and all where nothing opens them. */
function useOpenShots({ shots }: ShotListDraft, missing: FieldError[], isNew: boolean) {
  const isReadOnly = !useCan()("prompt");
  const keysAt = (fields: FieldError[]) => shotsWithErrors(fields).flatMap((index) => shots[index]?.key ?? []);
  const [open, setOpen] = useState<ReadonlySet<number>>(
    () => new Set((isNew && shots.length === 1) || isReadOnly ? shots.map(({ key }) => key) : keysAt(missing)),
  );
  const reveal = (fields: FieldError[]) => setOpen((before) => new Set([...before, ...keysAt(fields)]));
  return { open, setOpen, reveal };
}

function MissingNotice({ missing }: { missing: FieldError[] }) {
  const places = shotsWithErrors(missing).map((index) => index + 1);
  if (places.length === 0) return null;
  const names = new Intl.ListFormat("en").format(places.map(String));
  return (
    <Notice>
      {places.length === 1 ? `Shot ${names} needs` : `Shots ${names} need`} another choice: an image type, a template or
      a look was deleted. Until then no job can be started from this list.
    </Notice>
  );
}

type NameFieldsProps = { draft: ShotListDraft; errors: FormErrors; dispatch: Dispatch<DraftAction> };

function NameFields({ draft, errors, dispatch }: NameFieldsProps) {
  return (
    <div className="grid items-start gap-4 sm:grid-cols-2">
      {(["name", "description"] as const).map((field) => (
        <Field key={field} label={field === "name" ? "Name" : "Description"} error={errorAt(errors, field)}>
          <Input
            value={draft[field]}
            onChange={(event) => dispatch({ type: "write", field, value: event.target.value })}
            autoComplete="off"
          />
        </Field>
      ))}
    </div>
  );
}

const ShotsHeading = () => (
  <div className="space-y-1">
    <h2 id="shots" className="font-semibold">
      Shots
    </h2>
    <p className="max-w-prose text-muted">
      One image of each product per shot, in this order: from the photo of one variant (Amazon image slot), for another
      or the same one. Alt + ↑ or ↓ moves a shot.
    </p>
  </div>
);

type ShotListFormProps = {
  /** Of the list to change. */
  id?: string;
  /** What to start from. */
  initial?: ShotListInput | undefined;
  options: ShotOptions;
};

export function ShotListForm({ id, initial, options }: ShotListFormProps) {
  const router = useRouter();
  const [draft, dispatch] = useReducer(draftReducer, initial, (list) => draftOf(list, options));
  const { errors, check, refuse } = useFormErrors(shotListCheck, draft, inputOf);
  const missing = missingChoices(draft.shots, options);
  const { open, setOpen, reveal } = useOpenShots(draft, missing, id === undefined);
  const { run, busy, isDone } = useCommand(() => save(id, draft), {
    success: ({ name }) => `Shot list “${name}” saved.`,
    failure: "Not saved.",
    onFailure(error) {
      refuse(error);
      reveal(toFormErrors(error).fields);
    },
    onDone() {
      router.push("/shot-lists");
      router.refresh();
    },
  });
  const isBusy = busy || isDone;

  async function checkAndSave() {
    if (await check()) await run();
    else reveal(shotListCheck.store.get()?.(inputOf(draft))?.fields ?? []);
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isBusy) void checkAndSave();
  }

  return (
    <form onSubmit={submit} noValidate className="max-w-6xl space-y-6">
      <MissingNotice missing={missing} />
      <NameFields {...{ draft, errors, dispatch }} />
      <section aria-labelledby="shots" className="space-y-3">
        <ShotsHeading />
        <ShotsEditor
          {...{ draft, options, open, setOpen, dispatch }}
          errors={{ ...errors, fields: [...missing, ...errors.fields] }}
        />
      </section>
      <FormAlert message={errors.summary} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" aria-disabled={isBusy}>
          {isBusy ? "Saving…" : "Save shot list"}
        </Button>
        <Can do="prompt">
          <ButtonLink href="/shot-lists">Cancel</ButtonLink>
        </Can>
      </div>
    </form>
  );
}
