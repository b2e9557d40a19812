"use client";

import type { ShotFormats } from "#components/shots/shot-formats.ts";
import { errorAt, type FieldErrors } from "#components/ui/api-errors.ts";
import { Choice } from "#components/ui/choice.tsx";
import type { AspectRatio, ImageSize } from "#lib/schemas/picture-format.ts";

/** Null for the default. */
export type ChosenFormat = { aspectRatio: AspectRatio | null; imageSize: ImageSize | null };

type FormatFieldsProps = {
  chosen: ChosenFormat;
  /** What the default is. */
  usual: { aspectRatio: AspectRatio; imageSize: ImageSize };
  formats: ShotFormats;
  errors: FieldErrors;
  onChange: (change: Partial<ChosenFormat>) => void;
};

const DEFAULT = "";

export function FormatFields({ chosen, usual, formats, errors, onChange }: FormatFieldsProps) {
  return (
    <>
      <Choice
        label="Ratio"
        value={chosen.aspectRatio ?? DEFAULT}
        values={[DEFAULT, ...formats.ratios]}
        labelOf={(ratio) => ratio || `Default (${usual.aspectRatio})`}
        error={errorAt(errors, "aspectRatio")}
        onChange={(ratio) => onChange({ aspectRatio: ratio || null })}
      />
      <Choice
        label="Size"
        value={chosen.imageSize ?? DEFAULT}
        values={[DEFAULT, ...formats.sizes]}
        labelOf={(size) => size || `Default (${usual.imageSize})`}
        error={errorAt(errors, "imageSize")}
        onChange={(size) => onChange({ imageSize: size || null })}
      />
    </>
  );
}
