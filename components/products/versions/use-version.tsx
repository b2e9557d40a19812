"use client";

import { Star } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useSWRConfig } from "swr";
import { productPath } from "#components/products/edit/use-product.ts";
import { Button } from "#components/ui/button.tsx";
import { ApiError, send } from "#lib/api-client.ts";
import { type GeneratedImage, generateImageResponseSchema } from "#lib/schemas/image.ts";

type UseVersionProps = { image: GeneratedImage; contested: boolean };

export function UseVersion({ image, contested }: UseVersionProps) {
  const [busy, setBusy] = useState(false);
  const { mutate } = useSWRConfig();
  if (image.status !== "COMPLETED" || (image.current && !contested) || image.productId === null) return null;
  const path = productPath(image.productId);
  async function use() {
    setBusy(true);
    try {
      await send(`/api/images/${image.id}`, generateImageResponseSchema, { current: true }, { method: "PATCH" });
      toast.success(`This is the current image for ${image.targetVariant}.`);
      await mutate(path);
    } catch (error) {
      toast.error(error instanceof ApiError ? error.message : "Couldn't change the version.");
    } finally {
      setBusy(false);
    }
  }
  return (
    <Button aria-disabled={busy} onClick={() => !busy && void use()}>
      <Star className="size-4" aria-hidden />
      Use this<span className="max-sm:sr-only"> version</span>
    </Button>
  );
}
