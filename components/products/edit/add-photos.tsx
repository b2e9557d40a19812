"use client";

import { ImagePlus } from "lucide-react";
import { nextFreeVariant } from "#components/products/edit/variant-rules.ts";
import { useCan } from "#components/ui/can.tsx";
import { plural } from "#components/ui/count.ts";
import { PictureFileButton } from "#components/ui/picture-file-button.tsx";
import { Select } from "#components/ui/select.tsx";
import type { SourceImage } from "#lib/schemas/product.ts";
import { ALL_VARIANTS } from "#lib/schemas/variant-names.ts";

/** Id of the upload control: it gets the focus when the last photo is deleted. */
export const ADD_PHOTOS = "add-photos";

const NEXT = "";

export function variantOptions(photos: readonly SourceImage[]) {
  const held = Map.groupBy(photos, ({ variant }) => variant);
  return ALL_VARIANTS.map((variant) => {
    const there = held.get(variant);
    return { value: variant, label: variant, detail: there && `${plural(there.length, "photo")} there` };
  });
}

type AddPhotosProps = {
  photos: readonly SourceImage[];
  /** Variant of the first file; null: the next free one. */
  variant: string | null;
  onVariant: (variant: string | null) => void;
  onFiles: (files: File[]) => void;
};

export function AddPhotos({ photos, variant, onVariant, onFiles }: AddPhotosProps) {
  const can = useCan();
  const next = nextFreeVariant(photos.map(({ variant }) => variant));
  if (!can("catalog")) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <PictureFileButton
        id={ADD_PHOTOS}
        multiple
        variant={photos.length === 0 ? "primary" : "secondary"}
        onFiles={onFiles}
      >
        <ImagePlus className="size-4" aria-hidden />
        Add photos
      </PictureFileButton>
      <Select
        label="Variant of the first new photo"
        hideLabel
        className="w-40"
        value={variant ?? NEXT}
        onValueChange={(value) => onVariant(value || null)}
        options={[
          {
            value: NEXT,
            label: next ? `To ${next} and on` : "No free variant",
            detail: "A file named ASIN.VARIANT.jpg goes to its own variant.",
          },
          ...variantOptions(photos),
        ]}
      />
    </div>
  );
}
