import type { GeneratedImage } from "#lib/schemas/image.ts";
import type { Product, SourceImage } from "#lib/schemas/product.ts";
import { compareVariants } from "#lib/schemas/variant-names.ts";

/**
 * `sources`: the largest (the one that is used) first. `results`: newest first. `contested`: several images are
 * current, and the user has to choose one.
 */
export type VariantGroup = { variant: string; sources: SourceImage[]; results: GeneratedImage[]; contested: boolean };

/** `source` is null if the photo of an image was deleted. */
export type GalleryPicture =
  | { kind: "source"; id: string; variant: string; source: SourceImage; used: boolean }
  | {
      kind: "result";
      id: string;
      variant: string;
      image: GeneratedImage;
      source: SourceImage | null;
      contested: boolean;
    };

type Pictures = Pick<Product, "sourceImages" | "generatedImages">;

const isContested = (results: GeneratedImage[]) =>
  results.filter(({ current, status }) => current && status === "COMPLETED").length > 1;

export function variantsOf({ sourceImages, generatedImages }: Pictures): VariantGroup[] {
  const sources = Map.groupBy(sourceImages, ({ variant }) => variant);
  const results = Map.groupBy(generatedImages, ({ targetVariant }) => targetVariant);
  return [...new Set([...sources.keys(), ...results.keys()])].sort(compareVariants).map((variant) => {
    const made = results.get(variant) ?? [];
    return { variant, sources: sources.get(variant) ?? [], results: made, contested: isContested(made) };
  });
}

export function picturesOf(variants: VariantGroup[]): GalleryPicture[] {
  const sourceById = new Map(variants.flatMap(({ sources }) => sources.map((source) => [source.id, source] as const)));
  return variants.flatMap(({ variant, sources, results, contested }) => [
    ...sources.map((source, place) => ({ kind: "source" as const, id: source.id, variant, source, used: place === 0 })),
    ...results.map((image) => ({
      kind: "result" as const,
      id: image.id,
      variant,
      image,
      source: sourceById.get(image.sourceImageId ?? "") ?? null,
      contested,
    })),
  ]);
}

/** Among those of the same kind; null at the ends. */
export function neighbour(pictures: GalleryPicture[], current: GalleryPicture, step: 1 | -1): GalleryPicture | null {
  const alike = pictures.filter(({ kind }) => kind === current.kind);
  return alike[alike.findIndex(({ id }) => id === current.id) + step] ?? null;
}
