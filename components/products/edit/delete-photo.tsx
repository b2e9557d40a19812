"use client";

import { deleteConsequences, photoName } from "#components/products/messages.ts";
import { DeleteDialog } from "#components/ui/delete-dialog.tsx";
import { deletedPhotosPath, productPath } from "#components/ui/swr-keys.ts";
import type { Product, SourceImage } from "#lib/schemas/product.ts";

type DeletePhotoProps = {
  photo: SourceImage;
  product: Product;
  onDeleted: () => Promise<unknown>;
  onClose: () => void;
  finalFocus: () => HTMLElement | null;
};

export function DeletePhoto({ photo, product, onDeleted, onClose, finalFocus }: DeletePhotoProps) {
  const name = photoName(photo, product.sourceImages);
  return (
    <DeleteDialog
      open
      {...{ onClose, onDeleted, finalFocus }}
      title={`Delete the ${name}?`}
      consequences={deleteConsequences(photo, product)}
      confirmLabel="Delete photo"
      path={`/api/source-images/${photo.id}`}
      success={`Deleted the ${name}.`}
      failure={`Couldn't delete the ${name}.`}
      restorableId={photo.id}
      invalidates={[productPath(product.id), deletedPhotosPath(product.id)]}
    />
  );
}
