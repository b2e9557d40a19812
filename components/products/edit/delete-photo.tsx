"use client";

import { useState } from "react";
import { toast } from "sonner";
import { useSWRConfig } from "swr";
import { productPath } from "#components/products/edit/use-product.ts";
import { deleteConsequences, photoName } from "#components/products/messages.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { tellDeleted } from "#components/ui/tell-deleted.ts";
import { ApiError, remove } from "#lib/api-client.ts";
import type { Product, SourceImage } from "#lib/schemas/product.ts";

type DeletePhotoProps = {
  photo: SourceImage;
  product: Product;
  onDeleted: () => Promise<unknown>;
  onClose: () => void;
  finalFocus: () => HTMLElement | null;
};

export function DeletePhoto({ photo, product, onDeleted, onClose, finalFocus }: DeletePhotoProps) {
  const [busy, setBusy] = useState(false);
  const { mutate } = useSWRConfig();
  const name = photoName(photo, product.sourceImages);

  async function confirm() {
    setBusy(true);
    try {
      await remove(`/api/source-images/${photo.id}`);
      await onDeleted();
      tellDeleted(`Deleted the ${name}.`, photo.id, () => void mutate(productPath(product.id)));
    } catch (error) {
      toast.error(`Couldn't delete the ${name}.${error instanceof ApiError ? ` ${error.message}` : ""}`);
    }
    onClose();
  }

  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete the ${name}?`}
      description={deleteConsequences(photo, product)}
      confirmLabel="Delete photo"
      onConfirm={() => void confirm()}
      busy={busy}
      finalFocus={finalFocus}
    />
  );
}
