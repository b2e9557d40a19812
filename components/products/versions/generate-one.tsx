"use client";

import { Sparkles } from "lucide-react";
import { useState } from "react";
import useSWR from "swr";
import { GenerateForm } from "#components/products/versions/generate-form.tsx";
import { useGenerateOne } from "#components/products/versions/use-generate-one.ts";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Skeleton } from "#components/ui/skeleton.tsx";
import { type ApiError, api } from "#lib/api-client.ts";
import { imageTypesSchema, templatesSchema } from "#lib/schemas/template.ts";

async function readChoices() {
  const [{ imageTypes }, { templates }] = await Promise.all([
    api("/api/image-types", imageTypesSchema),
    api("/api/templates", templatesSchema),
  ]);
  return { imageTypes, templates };
}

type GenerateOneProps = { product: { id: string; title: string }; variant: string };

function Choices({ product, variant, onDone }: GenerateOneProps & { onDone: () => void }) {
  const { data, error } = useSWR<Awaited<ReturnType<typeof readChoices>>, ApiError>("generate-one", readChoices);
  const generate = useGenerateOne(product.id);
  if (error) return <p role="alert">{error.message}</p>;
  if (!data) return <Skeleton className="h-64" />;
  if (data.imageTypes.length === 0) return <ButtonLink href="/image-types">Add an image type first</ButtonLink>;
  return (
    <GenerateForm
      {...data}
      variant={variant}
      onSend={(wish) => {
        onDone();
        void generate(wish);
      }}
    />
  );
}

/** Has one more image made from the photo of a slot. */
export function GenerateOne({ product, variant }: GenerateOneProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size="sm"
        className="w-full"
        onClick={() => setOpen(true)}
        aria-label={`Generate one more for ${variant}`}
      >
        <Sparkles className="size-3.5" aria-hidden />
        Generate one more
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={`One more image, from ${variant}`}
        description={product.title}
        size="lg"
      >
        <Choices product={product} variant={variant} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}
