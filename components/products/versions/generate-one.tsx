"use client";

import { Sparkles } from "lucide-react";
import { useState } from "react";
import useSWR from "swr";
import { type Draft, GenerateForm, NEW_DRAFT, type Wish } from "#components/products/versions/generate-form.tsx";
import { useGenerateOne } from "#components/products/versions/use-generate-one.ts";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { toast } from "#components/ui/toast.ts";
import { type ApiError, api } from "#lib/api-client.ts";
import type { imageTypesSchema } from "#lib/schemas/image-type.ts";
import type { templatesSchema } from "#lib/schemas/template.ts";

async function readChoices() {
  const [{ imageTypes }, { templates }] = await Promise.all([
    api<typeof imageTypesSchema>("/api/image-types"),
    api<typeof templatesSchema>("/api/templates"),
  ]);
  return { imageTypes, templates };
}

type GenerateOneProps = { product: { id: string; title: string }; variant: string };

/** Keeps the input until there is an image: a rejected request can be changed and sent again. */
function useDraft({ product, variant }: GenerateOneProps) {
  const generate = useGenerateOne(product.id);
  const [draft, setDraft] = useState(NEW_DRAFT);
  const [isOpen, setOpen] = useState(false);
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function onSend(wish: Wish) {
    setSending(true);
    setError(null);
    const { begun, ended } = generate(wish);
    const first = await Promise.race([ended, begun.then(() => "begun" as const)]);
    setSending(false);
    if (first !== null && first !== "begun") return setError(first);
    setOpen(false);
    setDraft(NEW_DRAFT);
    if (first === "begun") toast(`Generating another image for ${variant}.`);
    const failure = await ended;
    if (failure === null) toast.success(`Image for ${variant} generated.`);
    else toast.error(failure, { action: { label: "Change and try again", onClick: () => showAgain(draft, failure) } });
  }
  function showAgain(sent: Draft, failure: string) {
    setDraft(sent);
    setError(failure);
    setOpen(true);
  }
  return { isOpen, setOpen, form: { draft, onDraft: setDraft, error, busy: isSending, onSend } };
}

type ChoicesProps = { variant: string; form: ReturnType<typeof useDraft>["form"] };

function Choices({ variant, form }: ChoicesProps) {
  const { data, error } = useSWR<Awaited<ReturnType<typeof readChoices>>, ApiError>("generate-one", readChoices);
  if (error) return <p role="alert">{error.message}</p>;
  if (!data) return <Skeleton className="h-64" />;
  if (data.imageTypes.length === 0) return <ButtonLink href="/image-types">Add an image type first</ButtonLink>;
  return <GenerateForm {...data} {...form} variant={variant} />;
}

export function GenerateOne({ product, variant }: GenerateOneProps) {
  const { isOpen, setOpen, form } = useDraft({ product, variant });
  return (
    <>
      <Button
        size="sm"
        className="w-full"
        onClick={() => setOpen(true)}
        aria-label={`Generate another image for ${variant}`}
      >
        <Sparkles className="size-3.5" aria-hidden />
        Generate another
      </Button>
      <Dialog
        open={isOpen}
        onOpenChange={setOpen}
        title={`Generate another image from ${variant}`}
        description={product.title}
        size="lg"
      >
        <Choices variant={variant} form={form} />
      </Dialog>
    </>
  );
}
