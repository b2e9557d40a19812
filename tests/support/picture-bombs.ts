import { crc32, createDeflate, deflateSync } from "node:zlib";

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Start and step of each pass of an interlaced PNG. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
const SAMPLES = { grey: 1, rgb: 3, rgba: 4 };
const COLOUR_TYPES = { grey: 0, rgb: 2, rgba: 6 };

export function pngChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(12 + data.length);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, "latin1");
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + data.length)), 8 + data.length);
  return chunk;
}

type PngOptions = {
  width: number;
  height: number;
  bits?: 1 | 8 | 16;
  colour?: keyof typeof SAMPLES;
  interlaced?: boolean;
  /** Most tests need only the header. */
  headerOnly?: boolean;
};

/** Packed row by row to need little memory. */
async function blackRows({ width, height, bits = 8, colour = "rgb", interlaced = false }: PngOptions): Promise<Buffer> {
  const deflate = createDeflate({ level: 6 });
  const packed: Buffer[] = [];
  deflate.on("data", (part: Buffer) => packed.push(part));
  const passes = interlaced ? PASSES : [[0, 0, 1, 1] as const];
  for (const [left, top, across, down] of passes) {
    const [columns, rows] = [Math.ceil((width - left) / across), Math.ceil((height - top) / down)];
    const row = 1 + Math.ceil((columns * SAMPLES[colour] * bits) / 8);
    const atOnce = Math.max(1, Math.floor(1_000_000 / row));
    for (let at = 0; at < rows; at += atOnce) {
      const part = Buffer.alloc(row * Math.min(atOnce, rows - at));
      if (!deflate.write(part)) await new Promise((resolve) => deflate.once("drain", resolve));
    }
  }
  deflate.end();
  await new Promise((resolve) => deflate.once("end", resolve));
  return Buffer.concat(packed);
}

export async function pngBomb(options: PngOptions): Promise<Buffer> {
  const { width, height, bits = 8, colour = "rgb", interlaced = false } = options;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = bits;
  header[9] = COLOUR_TYPES[colour];
  header[12] = interlaced ? 1 : 0;
  const pixels = pngChunk("IDAT", options.headerOnly ? Buffer.alloc(0) : await blackRows(options));
  return Buffer.concat([PNG_SIGNATURE, pngChunk("IHDR", header), pixels, pngChunk("IEND", Buffer.alloc(0))]);
}

type TiffPage = { width: number; height: number; bands?: number; bits?: 8 | 16 | 32; rowsPerStrip?: number };

/** All strips share the same bytes. Returns the position of the link to the next page. */
function tiffPage(page: TiffPage, at: number): { bytes: Buffer; directory: number; link: number } {
  const { width, height, bands = 3, bits = 8, rowsPerStrip = 16 } = page;
  const strip = deflateSync(Buffer.alloc((width * rowsPerStrip * bands * bits) / 8), { level: 9 });
  const strips = Math.ceil(height / rowsPerStrip);
  const parts: Buffer[] = [strip];
  let end = at + strip.length;
  const entries: [tag: number, type: number, count: number, value: number][] = [];
  const put = (tag: number, type: 3 | 4, values: number[]) => {
    const size = type === 3 ? 2 : 4;
    const data = Buffer.alloc(Math.max(4, values.length * size));
    for (const [index, value] of values.entries()) data.writeUIntLE(value, index * size, size);
    if (data.length === 4) return void entries.push([tag, type, values.length, data.readUInt32LE(0)]);
    entries.push([tag, type, values.length, end]);
    parts.push(data);
    end += data.length;
  };
  const extra = bands - (bands >= 3 ? 3 : 1);
  put(256, 4, [width]);
  put(257, 4, [height]);
  put(258, 3, Array<number>(bands).fill(bits));
  put(259, 3, [8]);
  put(262, 3, [bands >= 3 ? 2 : 1]);
  put(273, 4, Array<number>(strips).fill(at));
  put(277, 3, [bands]);
  put(278, 4, [rowsPerStrip]);
  put(279, 4, Array<number>(strips).fill(strip.length));
  if (extra > 0) put(338, 3, Array<number>(extra).fill(0));
  put(339, 3, Array<number>(bands).fill(bits === 32 ? 3 : 1));
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length, 0);
  for (const [index, [tag, type, count, value]] of entries.entries()) {
    const place = 2 + index * 12;
    directory.writeUInt16LE(tag, place);
    directory.writeUInt16LE(type, place + 2);
    directory.writeUInt32LE(count, place + 4);
    directory.writeUInt32LE(value, place + 8);
  }
  return { bytes: Buffer.concat([...parts, directory]), directory: end, link: end + directory.length - 4 };
}

export function tiffOf(...pages: TiffPage[]): Buffer {
  let file = Buffer.from("II*\0\0\0\0\0", "latin1");
  let link = 4;
  for (const page of pages) {
    const next = tiffPage(page, file.length);
    file = Buffer.concat([file, next.bytes]);
    file.writeUInt32LE(next.directory, link);
    link = next.link;
  }
  return file;
}

/** Repeats the last scan of a progressive JPEG. */
export function repeatLastScan(jpeg: Buffer, times: number): Buffer {
  const end = jpeg.lastIndexOf(Buffer.from([0xff, 0xd9]));
  const scan = jpeg.subarray(jpeg.lastIndexOf(Buffer.from([0xff, 0xda])), end);
  return Buffer.concat([jpeg.subarray(0, end), ...Array<Buffer>(times).fill(scan), jpeg.subarray(end)]);
}
