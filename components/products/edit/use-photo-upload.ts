"use client";

import { useSWRConfig } from "swr";
import { variantsForFiles, withPhotos } from "#components/products/edit/variant-rules.ts";
import { productPath } from "#components/ui/swr-keys.ts";
import { useFileUploads } from "#components/ui/use-file-uploads.ts";
import { upload } from "#lib/api-client.ts";
import type { Product, SourceImage } from "#lib/schemas/product.ts";
import type { sourceImageAnswerSchema } from "#lib/schemas/product-edit.ts";

function formOf(file: File, variant: string): FormData {
  const form = new FormData();
  // The server reads the fields before the file.
  form.set("variant", variant);
  form.set("file", file);
  return form;
}

/** `chosen`: variant of the first file; null: the rules decide. */
export function usePhotoUpload(product: Product) {
  const { mutate } = useSWRConfig();
  const { uploads, running, add, clear } = useFileUploads();
  const path = productPath(product.id);

  const show = (photo: SourceImage) =>
    mutate<Product>(path, (current = product) =>
      withPhotos(current, [...current.sourceImages.filter(({ id }) => id !== photo.id), photo]),
    );

  async function send(file: File, variant: string): Promise<string> {
    const answer = await upload<typeof sourceImageAnswerSchema>(`${path}/source-images`, formOf(file, variant));
    await show(answer.sourceImage);
    return answer.sourceImage.id;
  }

  function addPhotos(files: File[], chosen: string | null): void {
    const held = [
      ...product.sourceImages.map(({ variant }) => variant),
      ...running.flatMap(({ label }) => label ?? []),
    ];
    const variants = variantsForFiles(
      files.map(({ name }) => name),
      held,
      chosen,
    );
    add(
      files.map((file, place) => {
        const variant = variants[place];
        if (!variant) return { file, label: null, refusal: "No variant is free. Choose one to replace." };
        return { file, label: variant, send: () => send(file, variant) };
      }),
      product.sourceImages,
    );
  }

  return { uploads, add: addPhotos, clear };
}
