import fc from "fast-check";
import type { Column } from "#lib/schemas/import.ts";
import { makeZip } from "#tests/support/catalog-zip.ts";
import type { Journey } from "#tests/support/import-journey.ts";
import { drawPicture } from "#tests/support/picture.ts";

export type MangledFile = { name: string; bytes: Buffer };

const pictures = await Promise.all(
  (["jpeg", "png", "webp", "tiff"] as const).map((format) => drawPicture({ format, width: 40, height: 30 })),
);

/** Its header claims 60,000 x 60,000 pixels. */
const bomb = Buffer.from(pictures[1] ?? "");
bomb.writeUInt32BE(60_000, 16);
bomb.writeUInt32BE(60_000, 20);

type Damage = { at: number; kind: "flip" | "cut" | "drop" | "repeat" | "insert"; bytes: Uint8Array };

const damage: fc.Arbitrary<Damage> = fc.record({
  // Without fast-check's liking for small numbers: most damage would be to the first bytes.
  at: fc.noBias(fc.integer({ min: 0, max: 9_999 })).map((place) => place / 10_000),
  kind: fc.constantFrom("flip", "cut", "drop", "repeat", "insert"),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 12 }),
});

function damaged(bytes: Buffer, { at, kind, bytes: extra }: Damage): Buffer {
  const place = Math.floor(at * bytes.length);
  const [head, tail] = [bytes.subarray(0, place), bytes.subarray(place)];
  const rest = tail.subarray(extra.length);
  if (kind === "cut") return head;
  if (kind === "drop") return Buffer.concat([head, rest]);
  if (kind === "repeat") return Buffer.concat([head, tail.subarray(0, extra.length), tail]);
  return Buffer.concat([head, extra, kind === "flip" ? rest : tail]);
}

const withDamages = (bytes: Buffer, damages: Damage[]) => damages.reduce(damaged, bytes);

const picture = fc
  .tuple(fc.constantFrom(...pictures, bomb, Buffer.from("GIF89a"), Buffer.alloc(0)), fc.array(damage, { maxLength: 2 }))
  .map(([bytes, damages]) => withDamages(bytes, damages));

const asin = fc.oneof(
  { weight: 4, arbitrary: fc.noBias(fc.nat(2_000)).map((number) => `B${String(number).padStart(9, "0")}`) },
  fc.string({ maxLength: 12, unit: "binary" }),
);
const variant = fc.constantFrom("MAIN", "PT01", "pt02", "SWCH", "HERO", "", "PT00");
const path = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(asin, variant).map(([name, variant]) => `${name}.${variant}.jpg`) },
  fc.constantFrom(
    "a.jpg",
    "b/c.png",
    "../../../etc/passwd",
    "/etc/passwd",
    "C:\\x.jpg",
    "..\\a.jpg",
    "a.jpg/",
    "\u0000.jpg",
  ),
  fc.string({ maxLength: 30, unit: "grapheme" }),
);
const link = fc.constantFrom(
  "http://127.0.0.1:1/a.jpg",
  "http://[::1]/a.jpg",
  "file:///etc/passwd",
  "http://",
  "https://10.0.0.1/x",
);
const cell = fc.oneof(
  asin,
  variant,
  path,
  link,
  fc.constantFrom(
    "",
    '"',
    '"open',
    'a "b" c',
    "two\nlines",
    '="0012"',
    "x".repeat(600),
    "\ud800",
    "\u0000",
    "Café",
    "مقعد",
  ),
  fc.string({ maxLength: 20, unit: "binary" }),
);
const columnName = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom("sku", "asin", "title", "category", "variant", "image", "MAIN", "PT01") },
  cell,
);

const likelyRow = fc
  .tuple(
    asin,
    fc.constantFrom("Mug", "Café, large", "", "="),
    variant,
    fc.oneof(path, link, fc.constant("")),
    fc.oneof(link, fc.constant("")),
  )
  .map(([id, title, variant, image, other]) => [`S${id}`, id, title, "Kitchen", variant, image, other]);

const manyRows = (count: number) =>
  Array.from({ length: count }, (_, row) => [`L${row}`, "", row % 3 === 0 ? "" : `Product ${row}`, "Kitchen"]);

const quoted = (value: string, separator: string) =>
  value.includes(separator) || value.includes("\n") ? `"${value.replaceAll('"', '""')}"` : value;

const sheet = fc
  .record({
    header: fc.oneof(
      { weight: 3, arbitrary: fc.constant<string[]>(["sku", "asin", "title", "category", "variant", "image", "PT03"]) },
      fc.array<string>(columnName, { maxLength: 9 }),
    ),
    rows: fc.array(fc.oneof(likelyRow, fc.array(cell, { maxLength: 9 })), { maxLength: 12 }),
    // A long sheet comes in several pieces, as does a long row.
    more: fc.oneof(
      { weight: 12, arbitrary: fc.constant<string[][]>([]) },
      fc.constantFrom(manyRows(1_200), manyRows(6_000), [["S1", "", "x".repeat(200_000)]]),
    ),
    separator: fc.constantFrom(",", ";", "\t", "|"),
    lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
    start: fc.constantFrom("", "\ufeff", "sep=;\r\n", "\n\n"),
    encoding: fc.constantFrom("utf8" as const, "utf16le" as const, "latin1" as const),
    damages: fc.array(damage, { maxLength: 3 }),
  })
  .map(({ header, rows, more, separator, lineEnd, start, encoding, damages }) => {
    const lines = [header, ...more, ...rows].map((values) =>
      values.map((value) => quoted(value, separator)).join(separator),
    );
    return withDamages(Buffer.from(start + lines.join(lineEnd), encoding), damages);
  });

type Entry = [name: string, content: Buffer];

/** yazl refuses invalid names: entries get others of the same length, which are replaced afterwards. */
async function zipOf(entries: Entry[]): Promise<Buffer> {
  const safe = new Map<string, Buffer>();
  const renamed: [Buffer, Buffer][] = [];
  for (const [index, [name, content]] of entries.entries()) {
    const wanted = Buffer.from(name || "x");
    const stand = `${index}`.padEnd(wanted.length, "_").slice(0, Math.max(wanted.length, `${index}`.length));
    safe.set(stand, content);
    if (Buffer.byteLength(stand) === wanted.length) renamed.push([Buffer.from(stand), wanted]);
  }
  const zip = await makeZip(Object.fromEntries(safe));
  for (const [stand, wanted] of renamed)
    for (let at = zip.indexOf(stand); at >= 0; at = zip.indexOf(stand, at + 1)) wanted.copy(zip, at);
  return zip;
}

const entry: fc.Arbitrary<Entry> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(path, picture) },
  fc.tuple(fc.constantFrom("catalog.csv", "a/Catalog.CSV", "..\\catalog.csv"), sheet),
);

const zip = fc.record({ entries: fc.array(entry, { maxLength: 6 }), damages: fc.array(damage, { maxLength: 2 }) });

export const mangledFile: fc.Arbitrary<() => Promise<MangledFile>> = fc.oneof(
  { weight: 3, arbitrary: sheet.map((bytes) => async () => ({ name: "catalog.csv", bytes })) },
  {
    weight: 4,
    arbitrary: zip.map(({ entries, damages }) => async () => ({
      name: "catalog.zip",
      bytes: withDamages(await zipOf(entries), damages),
    })),
  },
  fc.tuple(asin, variant, picture).map(([name, variant, bytes]) => async () => ({
    name: "a.zip",
    bytes: await zipOf([[`${name}.${variant}.jpg`, bytes]]),
  })),
  fc
    .tuple(fc.constantFrom("a.zip", "a.csv", "a.txt", "", "../../a.csv"), fc.uint8Array({ maxLength: 300 }))
    .map(([name, bytes]) => async () => ({ name, bytes: Buffer.from(bytes) })),
);

export const journey: fc.Arbitrary<Journey> = fc.record({
  start: fc.oneof(
    { weight: 5, arbitrary: fc.constant("at once" as const) },
    fc.constantFrom("draft" as const, "cancelled draft" as const, "cancelled" as const),
  ),
  columns: fc
    .shuffledSubarray<Column>(["sku", "asin", "title", "category", "variant", "image", "MAIN", "PT01", "PT02"])
    .chain((columns) => fc.constantFrom(columns, ["sku", ...columns.filter((column) => column !== "sku")])),
});
