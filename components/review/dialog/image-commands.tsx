"use client";

import { Download, Trash2 } from "lucide-react";
import { useState } from "react";
import { AmazonLink } from "#components/images/amazon-link.tsx";
import { fileName } from "#components/images/file-name.ts";
import { shortName } from "#components/review/messages.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonStyle } from "#components/ui/button-style.ts";
import { Can } from "#components/ui/can.tsx";
import { DeleteDialog } from "#components/ui/delete-dialog.tsx";
import { imagePath } from "#components/ui/swr-keys.ts";
import type { GeneratedImage } from "#lib/schemas/image.ts";
import type { ReviewImage } from "#lib/schemas/review.ts";

type ImageCommandsProps = {
  image: ReviewImage;
  facts: GeneratedImage | undefined;
  onDeleted: () => void;
};

export function ImageCommands({ image, facts, onDeleted }: ImageCommandsProps) {
  const [open, setOpen] = useState(false);
  const name = shortName(image.productTitle);
  const { asin, productId, targetVariant } = image;
  const file = fileName({ asin, sku: null, id: productId }, targetVariant, facts?.mimeType ?? null);

  return (
    <div className="flex flex-wrap gap-2">
      <a href={image.url} download={file} className={buttonStyle({ size: "sm" })}>
        <Download className="size-4" aria-hidden />
        Download
      </a>
      {asin && <AmazonLink image={image} asin={asin} size="sm" />}
      <Can do="delete">
        <Button size="sm" variant="ghost" onClick={() => setOpen(true)}>
          <Trash2 className="size-4" aria-hidden />
          Delete…
        </Button>
      </Can>
      <DeleteDialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Delete this image of “${name}”?`}
        consequences="The image and its review are deleted. Other versions and the source photo are kept. You can undo this."
        confirmLabel="Delete image"
        path={imagePath(image.id)}
        failure="Couldn't delete the image."
        onDeleted={onDeleted}
        finalFocus={() => document.querySelector<HTMLElement>("[data-first-focus]")}
      />
    </div>
  );
}
