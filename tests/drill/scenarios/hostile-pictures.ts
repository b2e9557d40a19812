import { counted, form, type HostileRow, newProduct, post } from "#tests/support/hostile-client.ts";
import { pngBomb, tiffOf } from "#tests/support/picture-bombs.ts";
import type { WatchedApp } from "#tests/support/watched-app.ts";

async function upload(app: WatchedApp, bytes: Buffer, times: number): Promise<string> {
  const id = await newProduct(app, "Bombs");
  const answers = await Promise.all(
    Array.from({ length: times }, () =>
      post(app, `/api/products/${id}/source-images`, form("a.png", bytes, { variant: "PT01" })),
    ),
  );
  return counted(answers.map(({ status }) => status));
}

/** Pictures of few bytes that unpack to very many. */
export const hostilePictures: HostileRow[] = [
  {
    name: "PNG 1 x 100,000,000, five at once",
    wanted: "5 x 422",
    run: async (app) => upload(app, await pngBomb({ width: 1, height: 100_000_000, bits: 1, colour: "grey" }), 5),
  },
  {
    name: "PNG 10,000 x 10,000, 16 bit, interlaced, six at once",
    wanted: "6 x 422",
    run: async (app) =>
      upload(app, await pngBomb({ width: 10_000, height: 10_000, bits: 16, colour: "rgba", interlaced: true }), 6),
  },
  {
    name: "PNG 9,000 x 9,000, interlaced, six at once: allowed",
    wanted: "5 x 200, 1 x 201",
    run: async (app) => upload(app, await pngBomb({ width: 9_000, height: 9_000, colour: "rgb", interlaced: true }), 6),
  },
  {
    name: "TIFF 8,000 x 8,000 of floats, six at once",
    wanted: "6 x 422",
    run: (app) => upload(app, tiffOf({ width: 8_000, height: 8_000, bits: 32 }), 6),
  },
];
