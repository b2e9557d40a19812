import type { PictureType } from "#lib/schemas/upload.ts";

export const SNIFF_BYTES = 64;

const ascii = (bytes: Uint8Array, from: number, to: number) => Buffer.from(bytes.subarray(from, to)).toString("latin1");

/** Some tools write an empty line before a JPEG. Returns -1 if there is none. */
export function startOfJpeg(bytes: Uint8Array): number {
  return /^[\t\n\r ]{0,8}(?=\u00ff\u00d8\u00ff)/.exec(ascii(bytes, 0, SNIFF_BYTES))?.[0].length ?? -1;
}

/** Brands of an ISO base media file, such as AVIF and HEIC. */
function brandsOf(head: string): string[] {
  return head.slice(4, 8) === "ftyp" ? (head.slice(8).match(/[\s\S]{4}/g) ?? []) : [];
}

/** First bytes as Latin-1; `?` matches any byte. */
const SIGNATURES: [string, PictureType][] = [
  ["\u0089PNG\r\n\u001a\n", "image/png"],
  ["RIFF????WEBP", "image/webp"],
  ["II*\0", "image/tiff"],
  ["MM\0*", "image/tiff"],
  ["GIF87a", "image/gif"],
  ["GIF89a", "image/gif"],
];

const begins = (head: string, signature: string) =>
  [...signature].every((sign, index) => sign === "?" || head[index] === sign);

/** Ignores the file name; null for anything else. */
export function sniffPicture(bytes: Uint8Array): PictureType | null {
  if (startOfJpeg(bytes) >= 0) return "image/jpeg";
  const head = ascii(bytes, 0, SNIFF_BYTES);
  if (brandsOf(head).some((brand) => brand === "avif" || brand === "avis")) return "image/avif";
  return SIGNATURES.find(([signature]) => begins(head, signature))?.[1] ?? null;
}

const HEIC_BRANDS = /^(?:hei[cxms]|hev[cxms]|mif1|msf1)$/;
const OTHERS: [string, string][] = [
  ["BM", "a BMP picture"],
  ["8BPS", "a Photoshop file"],
  ["\u00ff\n", "a JPEG XL picture"],
  ["\0\0\0\fJXL ", "a JPEG XL picture"],
  ["\0\0\0\fjP  ", "a JPEG 2000 picture"],
  ["%PDF", "a PDF"],
];

export function whyNoPicture(bytes: Uint8Array): string {
  if (bytes.length === 0) return "The file is empty.";
  const head = ascii(bytes, 0, 256);
  if (brandsOf(head.slice(0, SNIFF_BYTES)).some((brand) => HEIC_BRANDS.test(brand)))
    return "It is a HEIC picture from an iPhone. Export it as JPEG, or set the camera to Most Compatible.";
  if (/^\s*<(?:!doctype html|html|head|body)/i.test(head)) return "It is a web page, not a picture.";
  if (/^\s*(?:<\?xml[^>]*>\s*)?<svg/i.test(head)) return "It is an SVG drawing. Save it as JPEG or PNG.";
  const named = OTHERS.find(([signature]) => begins(head, signature))?.[1];
  if (named) return `It is ${named}. Save it as JPEG or PNG.`;
  return "It is not a JPEG, PNG, WebP, GIF, AVIF or TIFF picture.";
}
