import { factsOf } from "#lib/gemini/models.ts";
import type { PictureFormat } from "#lib/image-model.ts";
import type { ImageType } from "#lib/schemas/image-type.ts";
import type { Look } from "#lib/schemas/look.ts";
import { type AspectRatio, DEFAULT_RATIO, type ImageSize } from "#lib/schemas/picture-format.ts";
import type { FieldError } from "#lib/schemas/problem.ts";

type Format = {
  aspectRatio?: AspectRatio | null | undefined;
  imageSize?: ImageSize | null | undefined;
};

/** What says the format of a shot that names none. */
type Chosen = { look: Look | null; imageType: ImageType };

/** What a shot names, else its look, else its image type, else a square of the size that the model makes. */
export function formatOf(own: Format, { look, imageType }: Chosen): PictureFormat {
  return {
    aspectRatio: own.aspectRatio ?? imageType.aspectRatio ?? DEFAULT_RATIO,
    imageSize: own.imageSize ?? look?.imageSize ?? imageType.imageSize,
  };
}

/** What the model doesn't offer. */
export function formatProblems({ aspectRatio, imageSize }: Format, model: string) {
  const { sizes, ratios } = factsOf(model);
  const problems: { path: keyof Format; message: string }[] = [];
  if (aspectRatio && !ratios.includes(aspectRatio))
    problems.push({ path: "aspectRatio", message: `${model} doesn't offer ${aspectRatio}. Use ${ratios.join(", ")}.` });
  if (imageSize && !sizes.includes(imageSize))
    problems.push({ path: "imageSize", message: `${model} doesn't offer ${imageSize}. Use ${sizes.join(", ")}.` });
  return problems;
}

/** What the model doesn't offer, at the field of the shot, or at the look or the image type that asks for it. */
export function shotFormatProblems(own: Format, { look, imageType }: Chosen, model: string): FieldError[] {
  const isOfLook = (path: keyof Format) => path === "imageSize" && look?.imageSize != null;
  return formatProblems(formatOf(own, { look, imageType }), model).map(({ path, message }) => {
    if (own[path] !== undefined) return { path, message };
    return isOfLook(path)
      ? { path: "lookId", message: `Look "${look?.name}": ${message}` }
      : { path: "imageTypeId", message: `Image type "${imageType.name}": ${message}` };
  });
}
