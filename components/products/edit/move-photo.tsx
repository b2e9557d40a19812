"use client";

import { type FormEvent, useState } from "react";
import { slotOptions } from "#components/products/edit/add-photos.tsx";
import { photoName } from "#components/products/edit/edit-words.ts";
import { nextFreeSlot } from "#components/products/edit/slot-rules.ts";
import { exchangeOf, type Move } from "#components/products/edit/use-move-photos.ts";
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

/** Asks for the slot a photo is to go to; where that has photos, whether they are to change places. */
export function MovePhoto({ photo, photos, onMove, onClose, finalFocus }: MovePhotoProps) {
  const from = photo.variant;
  const [slot, setSlot] = useState(() => nextFreeSlot(photos.map(({ variant }) => variant)) ?? "SWCH");
  const [exchange, setExchange] = useState(true);
  const taken = slot !== from && photos.some(({ variant }) => variant === slot);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (taken && exchange) onMove(exchangeOf(photo, slot, photos));
    else if (slot !== from)
      onMove({ photo, slots: { [photo.id]: slot }, said: `Photo moved from ${from} to ${slot}.` });
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
          value={slot}
          onValueChange={setSlot}
          options={slotOptions(photos)}
          className="max-w-48"
        />
        {taken && (
          <Checkbox
            label={`Swap: move the ${slot} photo to ${from}`}
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
