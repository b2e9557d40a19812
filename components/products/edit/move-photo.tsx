"use client";

import { type FormEvent, useState } from "react";
import { variantOptions } from "#components/products/edit/add-photos.tsx";
import { photoMenuId } from "#components/products/edit/photo-menu.tsx";
import { exchangeOf, type Move } from "#components/products/edit/use-moves.ts";
import { nextFreeVariant } from "#components/products/edit/variant-rules.ts";
import { photoName } from "#components/products/messages.ts";
import { Button } from "#components/ui/button.tsx";
import { Checkbox } from "#components/ui/checkbox.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Select } from "#components/ui/select.tsx";
import type { SourceImage } from "#lib/schemas/product.ts";

type MovePhotoProps = {
  photo: SourceImage;
  photos: readonly SourceImage[];
  onMove: (move: Move) => void;
  onClose: () => void;
  finalFocus: () => HTMLElement | null;
};

export function MovePhoto({ photo, photos, onMove, onClose, finalFocus }: MovePhotoProps) {
  const from = photo.variant;
  const [variant, setVariant] = useState(() => nextFreeVariant(photos.map(({ variant }) => variant)) ?? "SWCH");
  const [exchange, setExchange] = useState(true);
  const taken = variant !== from && photos.some((photo) => photo.variant === variant);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (taken && exchange) onMove(exchangeOf(photo, variant, photos));
    else if (variant !== from)
      onMove({
        variants: { [photo.id]: variant },
        said: `Photo moved from ${from} to ${variant}.`,
        focusId: photoMenuId(photo.id),
      });
    onClose();
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Move ${photoName(photo, photos)}`}
      finalFocus={finalFocus}
    >
      <form onSubmit={submit} className="space-y-4">
        <Select
          label="To variant"
          value={variant}
          onValueChange={setVariant}
          options={variantOptions(photos)}
          className="max-w-48"
        />
        {taken && (
          <Checkbox
            label={`Swap: move the ${variant} photo to ${from}`}
            checked={exchange}
            onCheckedChange={setExchange}
          />
        )}
        <div className="flex flex-wrap justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary">
            Move photo
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
