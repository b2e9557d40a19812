"use client";

import { type FormEvent, type KeyboardEvent, useState } from "react";
import { changesOf, draftOf, type ProductDraft } from "#components/products/edit/product-draft.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { FormAlert } from "#components/ui/form-alert.tsx";
import { errorAt } from "#components/ui/form-errors.ts";
import { Input, Textarea } from "#components/ui/input.tsx";
import { productPath } from "#components/ui/swr-keys.ts";
import { useCommand } from "#components/ui/use-command.ts";
import { laterCheck, useFormErrors } from "#components/ui/use-form-errors.ts";
import { send } from "#lib/api-client.ts";
import type { Product, productSchema } from "#lib/schemas/product.ts";

const productCheck = laterCheck(() =>
  import("#lib/schemas/product-edit.ts").then(({ newProductSchema }) => newProductSchema),
);

type ProductFormProps = {
  /** null: a new product. */
  product: Product | null;
  onSaved: (saved: Product) => void;
  onCancel: () => void;
};

const inputOf = (draft: ProductDraft) => draft;

function submitOnEnter(event: KeyboardEvent<HTMLElement>) {
  if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
  event.preventDefault();
  event.currentTarget.closest("form")?.requestSubmit();
}

function save(product: Product | null, before: ProductDraft, draft: ProductDraft): Promise<Product> {
  if (!product) return send<typeof productSchema>("/api/products", draft);
  return send<typeof productSchema>(productPath(product.id), changesOf(before, draft), { method: "PATCH" });
}

export function ProductForm({ product, onSaved, onCancel }: ProductFormProps) {
  const [before] = useState(() => draftOf(product));
  const [draft, setDraft] = useState(before);
  const { errors, check, refuse } = useFormErrors(productCheck, draft, inputOf);
  const { run, busy, isDone } = useCommand(() => save(product, before, draft), {
    failure: "Not saved.",
    onFailure: refuse,
    onDone: onSaved,
  });
  const isBusy = busy || isDone;
  const bind = (field: keyof ProductDraft) => ({
    value: draft[field],
    autoComplete: "off",
    onChange: ({ target }: { target: { value: string } }) =>
      setDraft({ ...draft, [field]: target.value.replace(/\s*[\r\n]+\s*/g, " ") }),
  });

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!isBusy) void check().then((isValid) => isValid && run());
  }

  return (
    <form onSubmit={submit} noValidate className="space-y-4">
      <Field label="Title" error={errorAt(errors, "title")}>
        <Textarea rows={3} {...bind("title")} onKeyDown={submitOnEnter} />
      </Field>
      <div className="grid items-start gap-4 sm:grid-cols-2">
        <Field label="ASIN" error={errorAt(errors, "asin")} hint="Ten letters and digits. You can add it later.">
          <Input {...bind("asin")} className="font-mono" />
        </Field>
        <Field label="SKU" error={errorAt(errors, "sku")} hint="Your own product number.">
          <Input {...bind("sku")} className="font-mono" />
        </Field>
      </div>
      <Field label="Category" error={errorAt(errors, "category")}>
        <Input {...bind("category")} />
      </Field>
      <FormAlert message={errors.summary} />
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={onCancel}>Cancel</Button>
        <Button type="submit" variant="primary" aria-disabled={isBusy}>
          {isBusy ? "Saving…" : product ? "Save product" : "Create product"}
        </Button>
      </div>
    </form>
  );
}
