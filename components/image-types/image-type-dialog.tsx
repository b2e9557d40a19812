"use client";

import { Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { ImageTypeForm } from "#components/image-types/image-type-form.tsx";
import type { ShotFormats } from "#components/shots/shot-formats.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import type { ImageType } from "#lib/schemas/image-type.ts";

export function ImageTypeDialog({
  imageType = null,
  nextOrder = 0,
  formats,
}: {
  imageType?: ImageType | null;
  nextOrder?: number;
  formats: ShotFormats;
}) {
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      {imageType ? (
        <Button variant="ghost" size="sm" onClick={() => setOpen(true)} aria-label={`Edit ${imageType.name}`}>
          <Pencil className="size-4" aria-hidden />
          Edit
        </Button>
      ) : (
        <Button onClick={() => setOpen(true)}>
          <Plus className="size-4" aria-hidden />
          New image type
        </Button>
      )}
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title={imageType ? `Edit ${imageType.name}` : "New image type"}
        size="lg"
      >
        <ImageTypeForm imageType={imageType} nextOrder={nextOrder} formats={formats} onDone={close} />
      </Dialog>
    </>
  );
}
