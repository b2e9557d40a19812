"use client";

import { ButtonLink } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field-error.tsx";
import { Select } from "#components/ui/select.tsx";
import type { ImageType } from "#lib/schemas/image-type.ts";

type ImageTypeFieldProps = {
  imageTypes: ImageType[];
  /** One that was deleted shows as none. */
  value: string | null;
  error: string | null;
  onChange: (imageTypeId: string) => void;
};

export function ImageTypeField({ imageTypes, value, error, onChange }: ImageTypeFieldProps) {
  return (
    <div className="min-w-0 space-y-1.5">
      {imageTypes.length === 0 ? (
        <ButtonLink href="/image-types">Add an image type first</ButtonLink>
      ) : (
        <Select
          label="Image type"
          placeholder="Choose an image type"
          value={imageTypes.some(({ id }) => id === value) ? value : null}
          onValueChange={onChange}
          options={imageTypes.map(({ id, name, description }) => ({
            value: id,
            label: name,
            ...(description && { detail: description }),
          }))}
        />
      )}
      <FieldError message={error} />
    </div>
  );
}
