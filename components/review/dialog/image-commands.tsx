"use client";

import { Download, Trash2 } from "lucide-react";
import { useState } from "react";
import { toast } from "sonner";
import { AmazonLink } from "#components/images/amazon-link.tsx";
import { fileName } from "#components/products/exhibits.ts";
import { shortName } from "#components/review/review-words.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { ApiError, remove } from "#lib/api-client.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import type { ReviewImage } from "#lib/schemas/review.ts";

type ImageCommandsProps = {
  /** The version that is shown. */
  image: ReviewImage;
  facts: GeneratedImage | undefined;
  onDeleted: () => void;
};

/** Downloads the version that is shown, or deletes it after asking once. */
export function ImageCommands({ image, facts, onDeleted }: ImageCommandsProps) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const name = shortName(image.productTitle);
  const { asin, productId, targetVariant } = image;
  const file = fileName({ asin, sku: null, id: productId }, targetVariant, facts?.mimeType ?? null);

  async function confirm() {
    setBusy(true);
    try {
      await remove(`/api/images/${image.id}`);
      onDeleted();
    } catch (error) {
      toast.error(`Couldn't delete the image. ${error instanceof ApiError ? error.message : ""}`);
    } finally {
      setBusy(false);
      setOpen(false);
    }
  }

  return (
    <div className="flex flex-wrap gap-2">
      <a href={image.url} download={file} className={buttonStyle({ size: "sm" })}>
        <Download className="size-4" aria-hidden />
        Download
      </a>
      {asin && <AmazonLink image={image} asin={asin} size="sm" />}
      <Button size="sm" variant="ghost" onClick={() => setOpen(true)}>
        <Trash2 className="size-4" aria-hidden />
        Delete…
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={`Delete this image of “${name}”?`}
        description="The image and its review are deleted. Other versions and the source photo are kept. You can undo this."
        confirmLabel="Delete image"
        onConfirm={() => void confirm()}
        busy={busy}
        finalFocus={() => document.querySelector<HTMLElement>("[data-first-focus]")}
      />
    </div>
  );
}
