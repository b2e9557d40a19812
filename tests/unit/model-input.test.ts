import { randomBytes } from "node:crypto";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { toModelInput } from "#lib/pictures/model-input.ts";
import { noise } from "../support/picture.ts";
import { pngChunk } from "../support/picture-bombs.ts";

/** Red above blue, as it is seen when upright. */
const RED = { r: 200, g: 30, b: 30 };
const twoColours = () =>
  sharp({ create: { width: 40, height: 60, channels: 3, background: "#1e1ec8" } }).composite([
    { input: { create: { width: 40, height: 30, channels: 3, background: RED } }, left: 0, top: 0 },
  ]);

async function topColour(bytes: Uint8Array): Promise<{ width: number; height: number; colour: number[] }> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const at = (5 * info.width + Math.floor(info.width / 2)) * info.channels;
  return { width: info.width, height: info.height, colour: [...data.subarray(at, at + 3)] };
}

describe("what the model gets", () => {
  test("is the photo's own pixels where it is upright", async () => {
    for (const format of ["jpeg", "png", "webp"] as const) {
      const bytes = await twoColours().toFormat(format).toBuffer();
      const sent = await toModelInput(bytes);
      expect(sent.mimeType).toBe(`image/${format}`);
      expect(Buffer.from(sent.bytes)).toEqual(bytes);
    }
  });

  test.each([3, 6, 8])("is a phone's photo turned upright from orientation %i", async (orientation) => {
    const back = { 3: 180, 6: 270, 8: 90 }[orientation];
    const upright = await twoColours().png().toBuffer();
    const bytes = await sharp(upright).rotate(back).withMetadata({ orientation }).jpeg({ quality: 100 }).toBuffer();
    const sent = await toModelInput(bytes);
    expect(sent.mimeType).toBe("image/jpeg");
    expect((await sharp(sent.bytes).metadata()).orientation ?? 1).toBe(1);
    const seen = await topColour(sent.bytes);
    expect(seen).toMatchObject({ width: 40, height: 60 });
    expect(seen.colour[0]).toBeGreaterThan(180);
    expect(seen.colour[2]).toBeLessThan(60);
  });

  test("keeps the colour profile of a photo that is turned", async () => {
    const bytes = await twoColours().withIccProfile("p3").withMetadata({ orientation: 6, icc: "p3" }).jpeg().toBuffer();
    const [before, after] = [sharp(bytes), sharp((await toModelInput(bytes)).bytes)];
    const [had, has] = [await before.metadata(), await after.metadata()];
    expect(had.icc).toBeDefined();
    expect(has.icc).toEqual(had.icc);
  });

  test("is a PNG of the first picture where a JPEG holds several", async () => {
    const [first, second] = [await twoColours().jpeg().toBuffer(), await noise(50).jpeg().toBuffer()];
    const sent = await toModelInput(Buffer.concat([first, second]));
    expect(sent.mimeType).toBe("image/png");
    expect(await topColour(sent.bytes)).toMatchObject({ width: 40, height: 60 });
  });

  test("is a PNG of the first frame of an animation", async () => {
    const raw = { width: 40, height: 80, channels: 3, pageHeight: 40 } as const;
    const animation = await sharp(randomBytes(40 * 80 * 3), { raw })
      .webp({ lossless: true })
      .toBuffer();
    expect((await sharp(animation).metadata()).pages).toBe(2);
    const first = await toModelInput(animation);
    expect(first.mimeType).toBe("image/png");
    expect(await topColour(first.bytes)).toMatchObject({ width: 40, height: 40 });
    const png = await twoColours().png().toBuffer();
    const control = pngChunk("acTL", Buffer.from([0, 0, 0, 2, 0, 0, 0, 0]));
    const animated = Buffer.concat([png.subarray(0, 33), control, png.subarray(33)]);
    const sent = await toModelInput(animated);
    expect(sent.mimeType).toBe("image/png");
    expect(Buffer.from(sent.bytes).includes("acTL")).toBe(false);
  });

  test.each(["tiff", "avif", "gif"] as const)("is a PNG of a photo in %s", async (format) => {
    const bytes = await twoColours().toFormat(format).toBuffer();
    expect((await toModelInput(bytes)).mimeType).toBe("image/png");
  });

  test("is nothing where the photo can't be read, with the reason", async () => {
    await expect(toModelInput(Buffer.from("<html>"))).rejects.toThrow("web page");
  });
});
