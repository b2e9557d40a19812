"use client";

import { type FormEvent, useState } from "react";
import { shotProblem } from "#components/bulk-generate/messages.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import { SHOT_LISTS } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { laterCheck, useFormErrors } from "#components/ui/use-form-errors.ts";
import { ApiError, send } from "#lib/api-client.ts";
import type { Shot } from "#lib/schemas/shot.ts";
import type { shotListSchema } from "#lib/schemas/shot-list.ts";

const shotListCheck = laterCheck(() =>
  import("#lib/schemas/shot-list.ts").then(({ shotListInputSchema }) => shotListInputSchema),
);

/** A 409 means the name: another list has it. */
function atName(error: unknown): unknown {
  if (!(error instanceof ApiError && error.code === "conflict")) return error;
  const { message, status, code } = error;
  return new ApiError(message, { status, code, fields: [{ path: "name", message }] });
}

function SaveForm({ shots, onClose }: { shots: Shot[]; onClose: () => void }) {
  const [name, setName] = useState("");
  const { errors, check, refuse } = useFormErrors(shotListCheck, name, () => ({ name, shots }));
  const { run, busy } = useCommand(() => send<typeof shotListSchema>(SHOT_LISTS, { name, shots }), {
    success: (list) => `Shot list “${list.name}” saved.`,
    failure: "Not saved.",
    onFailure: (error) => refuse(atName(error)),
    invalidates: [SHOT_LISTS],
    onDone: onClose,
  });
  const nameError = errorAt(errors, "name");

  async function checkAndSave() {
    if (await check()) await run();
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!busy) void checkAndSave();
  }
  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <Field label="Name" error={nameError}>
        <Input value={name} onChange={(event) => setName(event.target.value)} autoComplete="off" />
      </Field>
      <FormAlert
        message={nameError || !errors.summary ? null : shotProblem({ fields: errors.fields, message: errors.summary })}
      />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" variant="primary" aria-disabled={busy}>
          {busy ? "Saving…" : "Save shot list"}
        </Button>
      </div>
    </form>
  );
}

export function SaveShotList({ shots, disabled = false }: { shots: Shot[]; disabled?: boolean }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button disabled={disabled} onClick={() => setIsOpen(true)}>
        Save as shot list
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={setIsOpen}
        title="Save as shot list"
        description="Use it in later jobs, and edit it on the page of shot lists."
      >
        <SaveForm shots={shots} onClose={() => setIsOpen(false)} />
      </Dialog>
    </>
  );
}
