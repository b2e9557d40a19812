import { amazonFileName } from "#lib/schemas/amazon-rules.ts";
import type { Product } from "#lib/schemas/product.ts";
import { PICTURE_TYPES } from "#lib/schemas/upload.ts";

const EXTENSIONS: Record<string, string> = PICTURE_TYPES;

/** As Amazon wants it: `B0EXAMPLE1.PT01.jpg`. */
export function fileName(
  product: Pick<Product, "asin" | "sku" | "id">,
  variant: string,
  mimeType: string | null,
): string {
  const name = product.asin ?? product.sku ?? product.id;
  return amazonFileName(name, variant, EXTENSIONS[mimeType ?? ""] ?? "img");
}
