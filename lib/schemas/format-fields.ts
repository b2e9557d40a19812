import { z } from "zod";
import { ASPECT_RATIOS, IMAGE_SIZES } from "./picture-format.ts";

export const aspectRatioSchema = z.enum(ASPECT_RATIOS, `Use one of ${ASPECT_RATIOS.join(", ")}.`);
export const imageSizeSchema = z.enum(IMAGE_SIZES, `Use one of ${IMAGE_SIZES.join(", ")}.`);
