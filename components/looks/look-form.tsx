"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Can } from "#components/ui/can.tsx";
import { Choice } from "#components/ui/choice.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt, type FormErrors } from "#components/ui/form-errors.ts";
import { Input, Textarea } from "#components/ui/input.tsx";
import { lookPath } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { laterCheck, useFormErrors } from "#components/ui/use-form-errors.ts";
import { send } from "#lib/api-client.ts";
import type { Look, lookSchema } from "#lib/schemas/look.ts";
import type { ImageSize } from "#lib/schemas/picture-format.ts";

const lookCheck = laterCheck(() => import("#lib/schemas/look.ts").then(({ lookInputSchema }) => lookInputSchema));

type LookDraft = Pick<Look, "name" | "prompt" | "imageSize" | "model">;

const USUAL = "";

const draftOf = (look: Look | undefined): LookDraft => ({
  name: look?.name ?? "",
  prompt: look?.prompt ?? "",
  imageSize: look?.imageSize ?? null,
  model: look?.model ?? null,
});
const inputOf = (draft: LookDraft) => draft;

function save(look: Look | undefined, draft: LookDraft) {
  return send<typeof lookSchema>(look ? lookPath(look.id) : "/api/looks", draft, { method: look ? "PATCH" : "POST" });
}

/** What a model offers. `size`: where none is named. */
type LookFormats = { model: string; sizes: readonly ImageSize[]; size: ImageSize };

type LookFormProps = {
  /** The look to change. */
  look?: Look;
  /** Of the model of new jobs. */
  formats: LookFormats;
  /** Of all models that a look may name. */
  models: LookFormats[];
};

type FormatProps = Omit<LookFormProps, "look"> & {
  draft: LookDraft;
  errors: FormErrors;
  change: (values: Partial<LookDraft>) => void;
};

function Format({ draft, formats: usual, models, errors, change }: FormatProps) {
  const formats = models.find(({ model }) => model === draft.model) ?? usual;
  return (
    <>
      <Choice
        label="Size"
        value={draft.imageSize ?? USUAL}
        values={[USUAL, ...formats.sizes]}
        labelOf={(size) => size || `Default (${formats.size})`}
        error={errorAt(errors, "imageSize")}
        onChange={(size) => change({ imageSize: size || null })}
      />
      <Choice
        label="Model"
        value={draft.model ?? USUAL}
        values={[USUAL, ...models.map(({ model }) => model)]}
        labelOf={(model) => model || `Default (${usual.model})`}
        error={errorAt(errors, "model")}
        onChange={(model) => change({ model: model || null })}
      />
    </>
  );
}

/** Without its pictures, which are saved as they are added. */
export function LookForm({ look, formats, models }: LookFormProps) {
  const router = useRouter();
  const [draft, setDraft] = useState(() => draftOf(look));
  const { errors, check, refuse } = useFormErrors(lookCheck, draft, inputOf);
  const { run, busy, isDone } = useCommand(() => save(look, draft), {
    success: ({ name }) => (look ? `Look “${name}” saved.` : `Look “${name}” created. Add its pictures.`),
    failure: "Not saved.",
    onFailure: refuse,
    onDone({ id }) {
      router.push(look ? "/looks" : `/looks/${id}`);
      router.refresh();
    },
  });
  const isBusy = busy || isDone;
  const change = (values: Partial<LookDraft>) => setDraft({ ...draft, ...values });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isBusy) void check().then((isValid) => isValid && run());
  }

  return (
    <form onSubmit={submit} noValidate className="max-w-3xl space-y-4">
      <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_10rem_14rem]">
        <Field label="Name" error={errorAt(errors, "name")}>
          <Input value={draft.name} onChange={({ target }) => change({ name: target.value })} autoComplete="off" />
        </Field>
        <Format {...{ draft, formats, models, errors, change }} />
      </div>
      <Field
        label="Prompt addition (optional)"
        error={errorAt(errors, "prompt")}
        hint="Added to the prompt of each image. Product variables such as {{product_title}} are filled in for each product."
      >
        <Textarea
          rows={6}
          value={draft.prompt}
          placeholder="Warm morning light, linen and light oak, soft shadows."
          onChange={({ target }) => change({ prompt: target.value })}
        />
      </Field>
      <FormAlert message={errors.summary} />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" aria-disabled={isBusy}>
          {isBusy ? "Saving…" : look ? "Save look" : "Create look"}
        </Button>
        <Can do="prompt">
          <ButtonLink href="/looks">Cancel</ButtonLink>
        </Can>
      </div>
    </form>
  );
}
