import { imageSizeFor } from "#lib/gemini/models.ts";
import type { ImageModel } from "#lib/image-model.ts";
import type { AskedTier } from "#lib/schemas/job-tiers.ts";

type Call = Pick<Parameters<ImageModel>[0], "prompt" | "pictures" | "format">;

/** Its data is made when the body is written, and not kept beside it: the SDK holds on to the request while it waits. */
function partOf(pictures: Call["pictures"], index: number) {
  const inlineData = {
    mimeType: pictures.current?.[index]?.mimeType ?? "",
    get data() {
      return Buffer.from(pictures.current?.[index]?.bytes ?? []).toString("base64");
    },
  };
  return { inlineData };
}

/** Both modalities are asked for: with IMAGE alone a refusal comes back without its reason. */
export function toRequest({ prompt, pictures, format }: Call, model: string, tier: AskedTier) {
  const imageSize = imageSizeFor(model, format.imageSize);
  const generationConfig = {
    responseModalities: ["TEXT", "IMAGE"],
    imageConfig: { aspectRatio: format.aspectRatio, ...(imageSize ? { imageSize } : {}) },
  };
  const photos = (pictures.current ?? []).map((_picture, index) => partOf(pictures, index));
  const contents = [{ role: "user", parts: [...photos, { text: prompt }] }];
  return { contents, generationConfig, ...(tier === "flex" ? { serviceTier: tier } : {}) };
}
