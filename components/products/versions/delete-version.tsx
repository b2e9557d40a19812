"use client";

import { Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { DeleteDialog } from "#components/ui/delete-dialog.tsx";
import { imagePath, productPath } from "#components/ui/swr-keys.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import { isImageInProgress } from "#lib/schemas/image-state.ts";

type DeleteVersionProps = {
  image: GeneratedImage;
  onDeleted: () => void;
};

export function DeleteVersion({ image, onDeleted }: DeleteVersionProps) {
  const [asking, setAsking] = useState(false);
  if (isImageInProgress(image) || image.productId === null) return null;
  return (
    <>
      <Button variant="ghost" onClick={() => setAsking(true)}>
        <Trash2 className="size-4" aria-hidden />
        <span className="max-sm:sr-only">Delete</span>
      </Button>
      <DeleteDialog
        open={asking}
        onClose={() => setAsking(false)}
        title={`Delete this image for ${image.targetVariant}?`}
        consequences={
          image.status === "COMPLETED"
            ? "The image and its review are deleted. Other versions and the source photo are kept. You can undo this."
            : "The record of this attempt is deleted. The source photo is kept. You can undo this."
        }
        confirmLabel="Delete image"
        path={imagePath(image.id)}
        success="Image deleted."
        failure="Couldn't delete the image."
        restorableId={image.id}
        invalidates={[productPath(image.productId)]}
        onDeleted={onDeleted}
      />
    </>
  );
}
