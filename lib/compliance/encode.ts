import "server-only";
import type { Sharp } from "sharp";

/** An sRGB JPEG with colours at full resolution: halved, they would bleed over the product's edge into the white. */
export function encodeJpeg(picture: Sharp): Promise<Buffer> {
  return picture.toColourspace("srgb").jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer();
}
