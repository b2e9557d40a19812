import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { toModelInput } from "#lib/pictures/model-input.ts";
import { stripMetadata } from "#lib/pictures/strip.ts";
import { SECRETS, withJpegExtras, withMetadata, withPngText } from "../support/photo-metadata.ts";
import { noise } from "../support/picture.ts";

const FORMATS = ["jpeg", "png", "webp", "tiff", "avif"] as const;

/** What is found of the words that must not leave. */
const found = (bytes: Uint8Array) => SECRETS.filter((secret) => Buffer.from(bytes).includes(secret));

const pixelsOf = (bytes: Uint8Array) => sharp(bytes).keepIccProfile().raw().toBuffer();

async function photo(format: (typeof FORMATS)[number], orientation = 1): Promise<Buffer> {
  const bytes = await withMetadata(noise(48).resize(48, 32), { orientation }).toFormat(format).toBuffer();
  if (format === "png") return withPngText(bytes);
  return format === "jpeg" ? withJpegExtras(bytes) : bytes;
}

const strip = (bytes: Uint8Array) => stripMetadata(bytes)?.bytes ?? new Uint8Array();

describe.each(FORMATS)("a photo in %s", (format) => {
  test("loses place, camera and names, and keeps its pixels and its colour profile", async () => {
    const bytes = await photo(format);
    expect(found(bytes).length).toBeGreaterThan(1);
    const stripped = strip(bytes);
    expect(found(stripped)).toEqual([]);
    expect(await pixelsOf(stripped)).toEqual(await pixelsOf(bytes));
    const [had, has] = [await sharp(bytes).metadata(), await sharp(stripped).metadata()];
    expect(had.icc).toBeDefined();
    expect(has.icc).toEqual(had.icc);
    // In an AVIF the place is kept and overwritten: all others are counted from the start of the file.
    const said = [has.exif, has.xmp, has.iptc].filter((block) => block?.some((byte) => byte !== 0));
    expect([said, has.comments]).toEqual([[], undefined]);
  });

  test("is sent to the model without them", async () => {
    for (const orientation of [1, 6])
      expect(found((await toModelInput(await photo(format, orientation))).bytes)).toEqual([]);
  });

  test("is stripped as far as it goes where it is damaged", async () => {
    const bytes = await photo(format);
    for (let at = 0; at < bytes.length; at += 7) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      stripMetadata(damaged);
      stripMetadata(damaged.subarray(0, at));
    }
  });
});

test.each(["jpeg", "png", "webp", "tiff"] as const)("a turned photo in %s keeps its orientation", async (format) => {
  const bytes = await photo(format, 6);
  expect((await sharp(bytes).metadata()).orientation).toBe(6);
  const stripped = strip(bytes);
  expect((await sharp(stripped).metadata()).orientation).toBe(6);
  expect(found(stripped)).toEqual([]);
});

test("a GIF keeps its frames and loses its comments", async () => {
  const raw = { width: 20, height: 40, channels: 3, pageHeight: 20 } as const;
  const gif = await sharp(await noise(40).resize(20, 40).raw().toBuffer(), { raw })
    .gif()
    .toBuffer();
  const comment = Buffer.from("\x21\xfe\x05Paris\x00", "latin1");
  const table = 13 + 3 * 2 ** (((gif[10] ?? 0) & 7) + 1);
  const bytes = Buffer.concat([gif.subarray(0, table), comment, gif.subarray(table)]);
  const stripped = strip(bytes);
  expect(found(stripped)).toEqual([]);
  expect(Buffer.from(stripped)).toEqual(gif);
});

test("a photo without metadata stays as it is, byte for byte", async () => {
  for (const format of ["jpeg", "png", "webp"] as const) {
    const bytes = await noise(32).toFormat(format).toBuffer();
    expect(Buffer.from(strip(bytes))).toEqual(bytes);
  }
});

test("bytes that are no picture are not touched", () => {
  expect(stripMetadata(Buffer.from("text"))).toBeNull();
});
