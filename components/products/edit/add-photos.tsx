"use client";

import { ImagePlus } from "lucide-react";
import { nextFreeVariant } from "#components/products/edit/variant-rules.ts";
import { buttonStyle } from "#components/ui/button-style.ts";
import { plural } from "#components/ui/count.ts";
import { Select } from "#components/ui/select.tsx";
import type { SourceImage } from "#lib/schemas/product.ts";
import { ACCEPTED_PICTURES } from "#lib/schemas/upload.ts";
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
  const next = nextFreeVariant(photos.map(({ variant }) => variant));
  return (
    <div className="flex flex-wrap items-center gap-2">
      <label
        className={buttonStyle(
          { variant: photos.length === 0 ? "primary" : "secondary" },
          "cursor-pointer focus-within:outline-2 focus-within:outline-accent-text focus-within:outline-offset-2",
        )}
      >
        <ImagePlus className="size-4" aria-hidden />
        Add photos
        <input
          id={ADD_PHOTOS}
          type="file"
          multiple
          accept={ACCEPTED_PICTURES}
          className="sr-only"
          onChange={({ target }) => {
            onFiles([...(target.files ?? [])]);
            target.value = "";
          }}
        />
      </label>
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
