import type { Product } from "#lib/schemas/product.ts";

const EXTENSIONS: Record<string, string> = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/tiff": "tif",
  "image/gif": "gif",
  "image/avif": "avif",
};

/** A picture's name as Amazon wants it, `B0EXAMPLE1.PT01.jpg`, with the extension of the format that it has. */
export function fileName(
  product: Pick<Product, "asin" | "sku" | "id">,
  variant: string,
  mimeType: string | null,
): string {
  return `${product.asin ?? product.sku ?? product.id}.${variant}.${EXTENSIONS[mimeType ?? ""] ?? "img"}`;
}
