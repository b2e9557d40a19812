"use client";

import { Popover } from "@base-ui/react/popover";
import { type FormEvent, useState } from "react";
import type { AddAsinProps } from "#components/products/edit/add-asin.tsx";
import { useProductSaved } from "#components/products/edit/use-product.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input } from "#components/ui/input.tsx";
import type { PopupProps } from "#components/ui/popup-button.tsx";
import { productPath } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { useFocusAfter } from "#components/ui/use-focus-after.ts";
import { useFocusAtStart } from "#components/ui/use-focus-at-start.ts";
import { laterCheck, useFormErrors } from "#components/ui/use-form-errors.ts";
import { send } from "#lib/api-client.ts";
import type { productSchema } from "#lib/schemas/product.ts";

const asinCheck = laterCheck(() => import("#lib/schemas/variant.ts").then(({ asinFormSchema }) => asinFormSchema));

function AsinForm({ id, onDone }: { id: string; onDone: () => void }) {
  const [draft, setDraft] = useState({ asin: "" });
  const { errors, check, refuse } = useFormErrors(asinCheck, draft, (value) => value);
  const tell = useProductSaved();
  const { run, busy } = useCommand(() => send<typeof productSchema>(productPath(id), draft, { method: "PATCH" }), {
    success: ({ asin }) => `ASIN ${asin} saved.`,
    failure: "Not saved.",
    onFailure: refuse,
    onDone(saved) {
      onDone();
      tell(saved);
    },
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!busy) void check().then((isValid) => isValid && run());
  }

  return (
    <form onSubmit={submit} noValidate className="flex items-start gap-2">
      <Field label="ASIN" hideLabel error={errorAt(errors, "asin") ?? errors.summary} className="flex-1">
        <Input
          placeholder="B0EXAMPLE1"
          autoComplete="off"
          value={draft.asin}
          onChange={({ target }) => setDraft({ asin: target.value })}
          className="font-mono"
        />
      </Field>
      <Button type="submit" variant="primary" aria-disabled={busy}>
        Save
      </Button>
    </form>
  );
}

export function BaseAddAsin({ product: { id }, focusAfter, button, start }: AddAsinProps & PopupProps) {
  const [open, setOpen] = useState(start === "open");
  const trigger = useFocusAtStart<HTMLButtonElement>();
  useFocusAfter(trigger, focusAfter);
  return (
    <Popover.Root open={open} onOpenChange={setOpen}>
      <Popover.Trigger {...button} ref={trigger} />
      <Popover.Portal>
        <Popover.Positioner sideOffset={4} align="start" collisionPadding={8} className="z-50">
          <Popover.Popup className="w-72 max-w-(--available-width) rounded-lg border bg-raised p-3 outline-none">
            <Popover.Title className="sr-only">Add the ASIN</Popover.Title>
            <AsinForm id={id} onDone={() => setOpen(false)} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
