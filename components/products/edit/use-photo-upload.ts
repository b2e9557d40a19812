"use client";

import { useRef, useState } from "react";
import { useSWRConfig } from "swr";
import { variantsForFiles, withPhotos } from "#components/products/edit/variant-rules.ts";
import { createQueue } from "#components/ui/queue.ts";
import { reasonOf } from "#components/ui/reason-of.ts";
import { productPath } from "#components/ui/swr-keys.ts";
import { upload } from "#lib/api-client.ts";
import type { Product, SourceImage } from "#lib/schemas/product.ts";
import type { sourceImageAnswerSchema } from "#lib/schemas/product-edit.ts";

export type PhotoUpload = {
  key: number;
  name: string;
  variant: string | null;
  state: "waiting" | "added" | "there" | "failed";
  reason?: string;
};

const isWaiting = ({ state }: PhotoUpload) => state === "waiting";

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
  const [uploads, setUploads] = useState<PhotoUpload[]>([]);
  const [queue] = useState(createQueue);
  const known = useRef(new Set<string>());
  const nextKey = useRef(0);
  const path = productPath(product.id);

  const show = (photo: SourceImage) =>
    mutate<Product>(path, (current = product) =>
      withPhotos(current, [...current.sourceImages.filter(({ id }) => id !== photo.id), photo]),
    );

  async function put(file: File, variant: string | null): Promise<Pick<PhotoUpload, "state" | "reason">> {
    if (variant === null) return { state: "failed", reason: "No variant is free. Choose one to replace." };
    try {
      const answer = await upload<typeof sourceImageAnswerSchema>(`${path}/source-images`, formOf(file, variant));
      const { id } = answer.sourceImage;
      if (known.current.has(id)) return { state: "there" };
      known.current.add(id);
      await show(answer.sourceImage);
      return { state: "added" };
    } catch (error) {
      return { state: "failed", reason: reasonOf(error) };
    }
  }

  function add(files: File[], chosen: string | null): void {
    const before = uploads.some(isWaiting) ? uploads : [];
    for (const { id } of product.sourceImages) known.current.add(id);
    const held = [
      ...product.sourceImages.map(({ variant }) => variant),
      ...before.flatMap(({ variant }) => variant ?? []),
    ];
    const variants = variantsForFiles(
      files.map(({ name }) => name),
      held,
      chosen,
    );
    const added = files.map((file, place) => ({ file, key: nextKey.current++, variant: variants[place] ?? null }));
    setUploads([
      ...before,
      ...added.map(({ file, key, variant }) => ({ key, name: file.name, variant, state: "waiting" as const })),
    ]);
    for (const { file, key, variant } of added) {
      void queue.add(async () => {
        const outcome = await put(file, variant);
        setUploads((list) => list.map((entry) => (entry.key === key ? { ...entry, ...outcome } : entry)));
      });
    }
  }

  return { uploads, add, clear: () => setUploads([]) };
}
