import { Readable } from "node:stream";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { shareByHandle } from "#lib/import/handles.ts";
import { readLayout } from "#lib/import/layout.ts";
import { eachLine } from "#lib/import/lines.ts";
import { readRawRecords } from "#lib/import/raw-records.ts";
import { readRecords, type SheetRecord } from "#lib/import/sheet.ts";
import { sheetFile } from "#lib/import/sheet-file.ts";
import { decodeText, detectEncoding } from "#lib/import/text-encoding.ts";
import type { Column } from "#lib/schemas/import.ts";
import type { Encoding } from "#lib/schemas/import-fields.ts";
import { encodeAs } from "#tests/support/encode.ts";

async function* inPieces(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function* textInPieces(text: string, length: number): AsyncGenerator<string> {
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

describe("the encoding of a sheet", () => {
  const JAPANESE = "商品名\t出品者SKU\tASIN 1\nコーヒーカップ 青い\tJP-1\tB000000001\n茶碗\tJP-2\tB000000002\n";
  const CHINESE = "商品名称\t卖家 SKU\tASIN 1\n陶瓷茶杯 蓝色\tCN-1\tB000000001\n";
  const TAIWANESE = "商品名稱\t賣家 SKU\tASIN 1\n陶瓷茶杯 藍色\tTW-1\tB000000001\n";
  const KOREAN = "상품명\t판매자 SKU\tASIN 1\n머그컵 파란색\tKR-1\tB000000001\n";
  const SHORT = (title: string) => `sku,title\nA-1,${title}\n`;

  test.each<[Encoding, string]>([
    ["shift_jis", JAPANESE],
    ["euc-jp", JAPANESE],
    ["gb18030", CHINESE],
    ["big5", TAIWANESE],
    ["euc-kr", KOREAN],
    ["shift_jis", SHORT("コップ")],
    ["gb18030", SHORT("茶杯")],
    ["windows-1252", SHORT("Größe – für 5 €")],
    ["windows-1252", SHORT("Café créé à l’été, œuvre")],
    ["windows-1252", SHORT("Año nuevo: cañas y piñas")],
    ["utf-8", ""],
  ])("is found to be %s of %j", async (encoding, text) => {
    const bytes = encodeAs(text, encoding);
    const found = await detectEncoding(inPieces(bytes, 7));
    expect(found).toBe(encoding);
    let decoded = "";
    for await (const part of decodeText(inPieces(bytes, 3), found)) decoded += part;
    expect(decoded).toBe(text);
  });

  test("is told by a mark or by zeros where it is UTF-16, and is UTF-8 up to the first byte that is not", async () => {
    const utf16 = Buffer.from("sku\ttitle\nA\t茶碗と皿\n", "utf16le");
    expect(await detectEncoding(inPieces(utf16, 1))).toBe("utf-16le");
    expect(await detectEncoding(inPieces(Buffer.from(utf16).swap16(), 5))).toBe("utf-16be");
    expect(await detectEncoding(inPieces(Buffer.from("\ufeffa", "utf16le"), 1))).toBe("utf-16le");
    expect(await detectEncoding(inPieces(Buffer.from("sku,title\nA,茶碗\n"), 1))).toBe("utf-8");
    const late = Buffer.concat([Buffer.from("A,plain\n".repeat(100_000)), Buffer.from([0x47, 0x72, 0xfc, 0x6e])]);
    expect(await detectEncoding(inPieces(late, 65_536))).toBe("windows-1252");
  });
});

describe("records with tabs", () => {
  async function records(text: string, width: number, piece = text.length || 1): Promise<string[][]> {
    const found: string[][] = [];
    for await (const record of readRawRecords(textInPieces(text, piece), "\t", width)) found.push(record);
    return found;
  }

  test.each<[name: string, text: string, expected: string[][]]>([
    ["a quote inside a cell", 'a\tCable 3" long\tx\n', [["a", 'Cable 3" long', "x"]]],
    ["a cell in quotes", 'a\t"b"\t"c ""d"""\n', [["a", "b", 'c "d"']]],
    ["quotes around a part of a cell", '"Best Dad" mug\tb\tc', [['"Best Dad" mug', "b", "c"]]],
    ["a tab in quotes", '"a\tb"\tc\td', [["a\tb", "c", "d"]]],
    [
      "a cell of several lines",
      'a\t"b\n\nb2"\tc\nd\te\tf',
      [
        ["a", "b\n\nb2", "c"],
        ["d", "e", "f"],
      ],
    ],
    [
      "several lines in the first cell",
      '"a\na2"\tb\tc\nd\te\tf',
      [
        ["a\na2", "b", "c"],
        ["d", "e", "f"],
      ],
    ],
    [
      "several lines in the last cell",
      'a\tb\t"c\nc2"\nd\te\tf',
      [
        ["a", "b", "c\nc2"],
        ["d", "e", "f"],
      ],
    ],
    [
      "an open quote before a whole record",
      'a\t"b\nc\td"\te\nf\tg\th',
      [
        ["a", '"b'],
        ["c", 'd"', "e"],
        ["f", "g", "h"],
      ],
    ],
    [
      "an open quote in the last cell",
      'a\tb\t"c\nd\te\tf"\n',
      [
        ["a", "b", '"c'],
        ["d", "e", 'f"'],
      ],
    ],
    ["an open quote that nothing closes", 'a\t"b\nc\nd', [["a", '"b'], ["c"], ["d"]]],
    ["short and long rows, and all line ends", "a\r\nb\tc\td\te\r\r\nf", [["a"], ["b", "c", "d", "e"], [""], ["f"]]],
  ])("%s", async (_name, text, expected) => {
    expect(await records(text, 3)).toEqual(expected);
    expect(await records(text, 3, 1)).toEqual(expected);
  });

  test("looks at each line once, however many open quotes there are", async () => {
    const rows = Array.from({ length: 200_000 }, (_, index) => `${index}\t"open`);
    expect(await records(rows.join("\n"), 3)).toHaveLength(200_000);
  });
});

describe("rows of one handle", () => {
  const COLUMNS: Column[] = ["handle", "title", "sku", "image", "position", null];
  async function shared(...rows: string[][]): Promise<string[][]> {
    async function* pieces(): AsyncGenerator<SheetRecord[]> {
      for (const [index, values] of rows.entries()) yield [{ row: index + 2, values }];
    }
    const found: string[][] = [];
    for await (const piece of shareByHandle(pieces(), COLUMNS))
      for (const record of piece) if ("values" in record) found.push(record.values);
    return found;
  }

  test("share title and photos in the order of their positions; a row with just a photo is no product", async () => {
    expect(
      await shared(
        ["shirt", "Shirt", "S", "http://x/2.jpg", "2", "Red"],
        ["shirt", "", "M", "http://x/1.jpg", "1", "Blue"],
        ["shirt", "", "", "http://x/3.jpg", "3", ""],
        ["cap", "Cap", "C", "http://x/4.jpg", "1", ""],
      ),
    ).toEqual([
      ["shirt", "Shirt", "S", "http://x/1.jpg\nhttp://x/2.jpg\nhttp://x/3.jpg", "2", "Red"],
      ["shirt", "Shirt", "M", "http://x/1.jpg\nhttp://x/2.jpg\nhttp://x/3.jpg", "1", "Blue"],
      ["", "", "", "", "", ""],
      ["cap", "Cap", "C", "http://x/4.jpg", "1", ""],
    ]);
  });

  test("without a SKU stay as they are, so that each is told", async () => {
    const rows = [
      ["shirt", "Shirt", "", "http://x/1.jpg", "1", ""],
      ["shirt", "", "", "http://x/2.jpg", "2", ""],
    ];
    expect(await shared(...rows)).toEqual(rows);
    const variation = ["shirt", "", "", "", "", "Blue"];
    expect((await shared(["shirt", "Shirt", "S", "", "", "Red"], variation))[1]).toEqual(variation);
  });
});

describe("a sheet that asks for much work", () => {
  const open = (text: string) => async () => Readable.from([Buffer.from(text)]);

  /** How often the event loop has its turn while this is done. */
  async function turnsWhile(work: () => Promise<void>): Promise<number> {
    let isOver = false;
    let turns = 0;
    const count = () => {
      turns += 1;
      if (!isOver) setImmediate(count);
    };
    setImmediate(count);
    await work();
    isOver = true;
    return turns;
  }

  test.each<[name: string, text: string, rows: number]>([
    ["a cell of 5 MB", `sku,title\nA,${"x".repeat(5_000_000)}\nB,b\n`, 1],
    ["a cell of 5 MB between tabs", `sku\ttitle\nA\t${"x".repeat(5_000_000)}\nB\tb\n`, 1],
    ["an open quote", `sku,title\nA,"${"x\n".repeat(500_000)}`, 1],
    ["rows of 200,000 cells", `sku,title\n${`A,b${",".repeat(200_000)}\n`.repeat(4)}`, 4],
    ["blank lines", `sku,title\n${"\n".repeat(200_000)}`, 200_000],
  ])("gives way while it is read: %s", async (_name, text, rows) => {
    const none = { checkPicture: () => {}, readPicture: async () => Buffer.alloc(0) };
    const turns = await turnsWhile(async () => {
      const sheet = await sheetFile(open(text), {}, none);
      expect(await Array.fromAsync(eachLine(sheet))).toHaveLength(rows);
    });
    // What comes behind the first row that can't be read is not parsed.
    expect(turns).toBeGreaterThan(Math.min(text.length, 1_000_000) / 4_096);
  });

  test("gives way until it is refused for its columns", async () => {
    const text = `sku,title${",".repeat(200_000)}\n`;
    const turns = await turnsWhile(() =>
      expect(readLayout(open(text), null)).rejects.toThrow("The sheet has 200,002 columns; at most 1,000 can be read."),
    );
    expect(turns).toBeGreaterThan(text.length / 4_096);
  });

  test("cuts no character in half", async () => {
    for (let before = 2_040; before < 2_050; before += 1) {
      const title = `${"x".repeat(before)}😀`;
      const text = async function* () {
        yield `${title},b\n`;
      };
      expect(await Array.fromAsync(readRecords(text(), { separator: ",", width: 2 }))).toContainEqual([
        { row: 1, values: [title, "b"] },
      ]);
    }
  });

  test("is read without an error for each row that is not as long as the first", async () => {
    const made = vi.spyOn(Error, "captureStackTrace");
    onTestFinished(() => made.mockRestore());
    const text = async function* () {
      yield "sku,title,category\n".concat("A,b\n".repeat(3), "\n", "A,b,c,d\n");
    };
    const read = await Array.fromAsync(readRecords(text(), { separator: ",", width: 3 }));
    expect(read.flat().map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(made).not.toHaveBeenCalled();
  });
});
