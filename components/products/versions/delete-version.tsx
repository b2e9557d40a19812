"use client";

import { Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { useSWRConfig } from "swr";
import { productPath } from "#components/products/edit/use-product.ts";
import { Button } from "#components/ui/button.tsx";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { tellDeleted } from "#components/ui/tell-deleted.ts";
import { ApiError, remove } from "#lib/api-client.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";

type DeleteVersionProps = {
  image: GeneratedImage;
  onDeleted: () => void;
};

const isBeingMade = ({ status }: GeneratedImage) => status === "QUEUED" || status === "GENERATING";

export function DeleteVersion({ image, onDeleted }: DeleteVersionProps) {
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const { mutate } = useSWRConfig();
  if (isBeingMade(image) || image.productId === null) return null;
  const path = productPath(image.productId);

  async function confirm() {
    setBusy(true);
    try {
      await remove(`/api/images/${image.id}`);
      tellDeleted("Image deleted.", image.id, () => void mutate(path));
      onDeleted();
      await mutate(path);
    } catch (error) {
      toast.error(`Couldn't delete the image.${error instanceof ApiError ? ` ${error.message}` : ""}`);
      setBusy(false);
      setAsking(false);
    }
  }

  return (
    <>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        <Trash2 className="size-4" aria-hidden />
        <span className="max-sm:sr-only">Delete</span>
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete this image for ${image.targetVariant}?`}
        description={
          image.status === "COMPLETED"
            ? "The image and its review are deleted. Other versions and the source photo are kept. You can undo this."
            : "The record of this attempt is deleted. The source photo is kept. You can undo this."
        }
        confirmLabel="Delete image"
        onConfirm={() => void confirm()}
        busy={busy}
      />
    </>
  );
}
