import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { decode, isLarge, maxDecodedBytes, type OpenPicture } from "#lib/pictures/decode.ts";
import { inspectPicture } from "#lib/pictures/inspect.ts";
import { NotAPicture } from "#lib/pictures/refusals.ts";
import { Slots } from "#lib/slots.ts";
import { drawPicture, noise } from "../support/picture.ts";
import { pngBomb, repeatLastScan, tiffOf } from "../support/picture-bombs.ts";

const GB = 1024 ** 3;

/** Opening the picture would decode it: what is refused by its header never gets there. */
function neverOpened(bytes: Uint8Array): Promise<never> {
  return decode(bytes, async () => {
    throw new Error("opened");
  });
}

describe("a picture bomb", () => {
  test("with a side that no photo has is refused by its header", async () => {
    const bytes = await pngBomb({ width: 1, height: 100_000_000, bits: 1, colour: "grey", headerOnly: true });
    await expect(neverOpened(bytes)).rejects.toThrow(
      "It has 1 x 100,000,000 px: no side may be longer than 16,384 px.",
    );
  });

  test("that is refused says how much it would take", async () => {
    const size = { width: 10_000, height: 10_000 };
    const bytes = await pngBomb({ ...size, bits: 16, colour: "rgba", interlaced: true, headerOnly: true });
    await expect(neverOpened(bytes)).rejects.toThrow(
      "It is 763 MB when decoded (10,000 x 10,000 px); at most 512 MB are allowed.",
    );
  });

  test("of few pixels with long numbers is refused", async () => {
    await expect(neverOpened(tiffOf({ width: 8_000, height: 8_000, bits: 32 }))).rejects.toThrow("733 MB when decoded");
  });

  test("may be no larger than a quarter of the memory that the process may use", () => {
    expect(maxDecodedBytes({ constrained: 1 * GB, total: 64 * GB })).toBe(GB / 4);
    expect(maxDecodedBytes({ constrained: 0, total: 1 * GB })).toBe(GB / 4);
    expect(maxDecodedBytes({ constrained: 2 ** 64, total: 64 * GB })).toBe(GB / 2);
  });

  test("of one scan repeated many times is refused", async () => {
    const jpeg = await noise(400).jpeg({ progressive: true }).toBuffer();
    await expect(inspectPicture(repeatLastScan(jpeg, 5_000))).rejects.toThrow(/damaged|longer than/);
  });
});

describe("decoding", () => {
  test("of more than 25 million pixels is told by the header", async () => {
    const large = { width: 6_000, height: 6_000, bits: 1, colour: "grey", headerOnly: true } as const;
    expect(await isLarge(await pngBomb(large))).toBe(true);
    expect(await isLarge(await pngBomb({ ...large, height: 4_000 }))).toBe(false);
    expect(await isLarge(Buffer.from("<html>"))).toBe(false);
    expect(await isLarge((await drawPicture({ format: "png" })).subarray(0, 12))).toBe(false);
  });

  test("ends after its time with the reason, and lets the next one in", async () => {
    const bytes = await noise(64).png().toBuffer();
    const endless = ({ open }: OpenPicture) => open().resize(12_000, 12_000).sharpen({ sigma: 5 }).jpeg().toBuffer();
    const both = [1, 2].map(() => decode(bytes, endless, { seconds: 1 }));
    const slow = new NotAPicture("Decoding takes longer than 1 s.");
    await Promise.all(both.map((each) => expect(each).rejects.toThrow(slow)));
    const large = await pngBomb({ width: 6_000, height: 6_000, bits: 1, colour: "grey", headerOnly: true });
    expect(await decode(large, async () => "let in")).toBe("let in");
  });

  test("is not begun for who has left while waiting", async () => {
    const slots = new Slots(1);
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const first = slots.run(1, () => held);
    const controller = new AbortController();
    const left = slots.run(1, async () => "begun", controller.signal);
    const third = slots.run(1, async () => "third");
    controller.abort(new Error("left"));
    await expect(left).rejects.toThrow("left");
    letGo();
    await first;
    expect(await third).toBe("third");
  });
});

describe("formats", () => {
  const flat = () => sharp({ create: { width: 40, height: 30, channels: 3, background: "#3c8c50" } });

  test.each(["avif", "gif", "tiff", "webp", "png", "jpeg"] as const)("%s is taken", async (format) => {
    const { facts } = await inspectPicture(await flat().toFormat(format).toBuffer());
    expect(facts).toMatchObject({ width: 40, height: 30, mimeType: `image/${format}` });
  });

  test("HEIC, BMP, Photoshop files, SVG drawings and web pages are named with what to do", async () => {
    const heic = Buffer.concat([Buffer.from("\0\0\0\u0018ftypheic\0\0\0\0mif1heic", "latin1"), Buffer.alloc(400, 7)]);
    await expect(inspectPicture(heic)).rejects.toThrow(/HEIC.*Export it as JPEG/);
    await expect(inspectPicture(Buffer.from("BM......"))).rejects.toThrow(/BMP.*Save it as JPEG or PNG/);
    await expect(inspectPicture(Buffer.from("8BPS...."))).rejects.toThrow(/Photoshop/);
    await expect(inspectPicture(Buffer.from("<svg xmlns=''/>"))).rejects.toThrow(/SVG/);
    await expect(inspectPicture(Buffer.from("<!DOCTYPE html><p>Not found"))).rejects.toThrow(/web page/);
    await expect(inspectPicture(Buffer.alloc(0))).rejects.toThrow(/empty/);
  });

  test("the largest page of a TIFF is the picture", async () => {
    const file = tiffOf({ width: 32, height: 32 }, { width: 320, height: 240 }, { width: 64, height: 64 });
    expect(await inspectPicture(file)).toMatchObject({ facts: { width: 320, height: 240 } });
  });

  test("a JPEG without its end mark is taken, one without its last rows is not", async () => {
    const whole = await noise(200).jpeg().toBuffer();
    expect(await inspectPicture(whole.subarray(0, -2))).toMatchObject({ facts: { width: 200, height: 200 } });
    await expect(inspectPicture(whole.subarray(0, -Math.floor(whole.length / 10)))).rejects.toThrow("damaged");
  });

  test("a JPEG may begin behind an empty line and end in rubbish", async () => {
    const whole = await noise(64).jpeg().toBuffer();
    const wrapped = Buffer.concat([Buffer.from("\r\n"), whole, Buffer.from("rubbish")]);
    expect(await inspectPicture(wrapped)).toMatchObject({ facts: { width: 64, height: 64, mimeType: "image/jpeg" } });
  });
});
