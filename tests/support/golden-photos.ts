import { readdir } from "node:fs/promises";
import { join } from "node:path";
import sharp, { type Sharp } from "sharp";
import type { GoldenCase, Truth } from "#tests/support/golden-set.ts";

const SIDE = 1400;
const WHITE = "#fff";
/** JPEG's noise on a white ground. */
const TRIM = 12;

/** The product in the middle of a white square; `fill`: of its side. */
async function placed(product: Buffer, fill: number): Promise<Sharp> {
  const inner = Math.round(SIDE * fill);
  const { data, info } = await sharp(product)
    .resize(inner, inner, { fit: "inside" })
    .png({ compressionLevel: 1 })
    .toBuffer({ resolveWithObject: true });
  const [left, top] = [Math.round((SIDE - info.width) / 2), Math.round((SIDE - info.height) / 2)];
  const ground = sharp({ create: { width: SIDE, height: SIDE, channels: 3, background: WHITE } });
  return ground.composite([{ input: data, left, top }]);
}

const jpeg = (picture: Sharp, quality = 92) => picture.jpeg({ quality, chromaSubsampling: "4:4:4" }).toBuffer();
const flattened = async (picture: Sharp) => sharp(await picture.png({ compressionLevel: 1 }).toBuffer());
const framed = async (picture: Sharp, px: number) =>
  (await flattened(picture)).extend({ top: px, bottom: px, left: px, right: px, background: "#444" });

type Derived = [name: string, truth: Truth, draw: (product: Buffer) => Promise<Buffer>];

const clear: Truth = { "edge-contact": "pass", border: "pass" };
const DERIVED: readonly Derived[] = [
  ["fills 95 %", { ...clear, "frame-fill": "pass" }, async (product) => jpeg(await placed(product, 0.95))],
  ["fills 70 %", { ...clear, "frame-fill": "fail" }, async (product) => jpeg(await placed(product, 0.7))],
  ["fills 70 %, JPEG 60", { ...clear, "frame-fill": "fail" }, async (product) => jpeg(await placed(product, 0.7), 60)],
  [
    "on 250",
    { ...clear, background: "fail" },
    async (product) => jpeg((await flattened(await placed(product, 0.9))).linear(250 / 255, 0)),
  ],
  ...[2, 8, 20].map(
    (px): Derived => [
      `frame of ${px} px`,
      { background: "fail", "edge-contact": "pass", border: "fail" },
      async (product) => jpeg(await framed(await placed(product, 0.8), px)),
    ],
  ),
  [
    "cut on the left",
    { "edge-contact": "fail", border: "pass" },
    async (product) => {
      const left = Math.round(SIDE * 0.4);
      const cut = (await flattened(await placed(product, 0.9))).extract({
        left,
        top: 0,
        width: SIDE - left,
        height: SIDE,
      });
      return jpeg(cut);
    },
  ],
];

/** Pictures of known truth derived from the `*.MAIN.*` photos of a folder, whose ground is white. */
export async function derivedFrom(folder: string): Promise<GoldenCase[]> {
  const files = (await readdir(folder)).filter((file) => /\.MAIN\.(jpe?g|png)$/i.test(file)).sort();
  return files.flatMap((file) => {
    const product = () =>
      sharp(join(folder, file))
        .flatten({ background: WHITE })
        .trim({ background: WHITE, threshold: TRIM })
        .png()
        .toBuffer();
    return DERIVED.map(([name, truth, draw]) => ({
      name: `${file}, ${name}`,
      truth,
      draw: async () => draw(await product()),
    }));
  });
}
