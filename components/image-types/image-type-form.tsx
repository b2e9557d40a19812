"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { FormatFields } from "#components/shots/format-fields.tsx";
import { defaultFormat, type ShotFormats } from "#components/shots/shot-formats.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input, Textarea } from "#components/ui/input.tsx";
import { useCommand } from "#components/ui/use-command.ts";
import { laterCheck, useFormErrors } from "#components/ui/use-form-errors.ts";
import { send } from "#lib/api-client.ts";
import type { ImageType, ImageTypeInput, imageTypeSchema } from "#lib/schemas/image-type.ts";

const imageTypeCheck = laterCheck(() =>
  import("#lib/schemas/image-type.ts").then(({ imageTypeInputSchema }) => imageTypeInputSchema),
);

type ImageTypeFormProps = {
  /** null: a new image type. */
  imageType: ImageType | null;
  nextOrder: number;
  formats: ShotFormats;
  onDone: () => void;
};

type Values = Omit<ImageType, "id" | "order"> & { order: string };

const EMPTY = { name: "", description: "", defaultPrompt: "", aspectRatio: null, imageSize: null };

function inputOf({ name, description, defaultPrompt, aspectRatio, imageSize, order }: Values): ImageTypeInput {
  return { name, description, defaultPrompt, aspectRatio, imageSize, order: Number(order) };
}

function save(imageType: ImageType | null, values: Values): Promise<ImageType> {
  const path = imageType ? `/api/image-types/${imageType.id}` : "/api/image-types";
  return send<typeof imageTypeSchema>(path, inputOf(values), { method: imageType ? "PATCH" : "POST" });
}

function Actions({ summary, busy, onCancel }: { summary: string | null; busy: boolean; onCancel: () => void }) {
  return (
    <>
      <FormAlert message={summary} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" aria-disabled={busy}>
          {busy ? "Saving…" : "Save image type"}
        </Button>
      </div>
    </>
  );
}

export function ImageTypeForm({ imageType, nextOrder, formats, onDone }: ImageTypeFormProps) {
  const router = useRouter();
  const [values, setValues] = useState<Values>({
    ...(imageType ?? EMPTY),
    order: String(imageType?.order ?? nextOrder),
  });
  const { errors, check, refuse } = useFormErrors(imageTypeCheck, values, inputOf);
  const { run, busy } = useCommand(() => save(imageType, values), {
    success: ({ name }) => `Image type “${name}” saved.`,
    failure: "Not saved.",
    onFailure: refuse,
    onDone() {
      router.refresh();
      onDone();
    },
  });
  const bind = (field: "name" | "description" | "defaultPrompt" | "order") => ({
    value: values[field],
    onChange: (event: { target: { value: string } }) => setValues({ ...values, [field]: event.target.value }),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!busy) void check().then((isValid) => isValid && run());
  }

  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <Field label="Name" error={errorAt(errors, "name")}>
        <Input {...bind("name")} autoComplete="off" />
      </Field>
      <Field label="Description" error={errorAt(errors, "description")}>
        <Input {...bind("description")} autoComplete="off" />
      </Field>
      <Field
        label="Default prompt"
        error={errorAt(errors, "defaultPrompt")}
        hint="Used when no template or custom prompt is chosen. {{product_title}} and the other product variables work here."
      >
        <Textarea rows={6} {...bind("defaultPrompt")} />
      </Field>
      <div className="grid items-start gap-4 sm:grid-cols-3">
        <FormatFields
          chosen={values}
          usual={defaultFormat(undefined, formats)}
          formats={formats}
          errors={errors}
          onChange={(change) => setValues({ ...values, ...change })}
        />
        <Field label="Sort order" error={errorAt(errors, "order")} hint="Lowest first.">
          <Input type="number" inputMode="numeric" min={0} step={1} {...bind("order")} />
        </Field>
      </div>
      <Actions summary={errors.summary} busy={busy} onCancel={onDone} />
    </form>
  );
}
