const HEADER_BYTES = 128;
const ENTRY_BYTES = 12;
const D50 = [0.9642, 1, 0.8249] as const;

function fixed(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(8 + 4 * values.length);
  bytes.write("XYZ ", 0, "latin1");
  for (const [place, value] of values.entries()) bytes.writeInt32BE(Math.round(value * 65_536), 8 + 4 * place);
  return bytes;
}

function gamma(value: number): Buffer {
  const bytes = Buffer.alloc(16);
  bytes.write("curv", 0, "latin1");
  bytes.writeUInt32BE(1, 8);
  bytes.writeUInt16BE(Math.round(value * 256), 12);
  return bytes;
}

function description(words: string): Buffer {
  const bytes = Buffer.alloc(12 + words.length + 1 + 8 + 3 + 67 + 3);
  bytes.write("desc", 0, "latin1");
  bytes.writeUInt32BE(words.length + 1, 8);
  bytes.write(words, 12, "latin1");
  return bytes.subarray(0, bytes.length - (bytes.length % 4));
}

function text(words: string): Buffer {
  const bytes = Buffer.alloc(8 + 4 * Math.ceil((words.length + 1) / 4));
  bytes.write("text", 0, "latin1");
  bytes.write(words, 8, "latin1");
  return bytes;
}

function header(length: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(0x02_40_00_00, 8);
  bytes.write("mntrRGB XYZ ", 12, "latin1");
  bytes.write("acsp", 36, "latin1");
  for (const [place, value] of D50.entries()) bytes.writeInt32BE(Math.round(value * 65_536), 68 + 4 * place);
  return bytes;
}

/** The primaries of Apple's "Generic RGB", which differ from sRGB, under any name. */
export function genericRgbProfile(name: string): Buffer {
  const curve = gamma(1.8);
  const tags: [string, Buffer][] = [
    ["desc", description(name)],
    ["cprt", text("Nobody. Unlike sRGB.")],
    ["wtpt", fixed(D50)],
    ["rXYZ", fixed([0.4543, 0.2419, 0.0149])],
    ["gXYZ", fixed([0.3533, 0.6736, 0.0906])],
    ["bXYZ", fixed([0.1566, 0.0845, 0.7195])],
    ["rTRC", curve],
    ["gTRC", curve],
    ["bTRC", curve],
  ];
  const table = Buffer.alloc(4 + tags.length * ENTRY_BYTES);
  table.writeUInt32BE(tags.length, 0);
  let at = HEADER_BYTES + table.length;
  for (const [place, [signature, data]] of tags.entries()) {
    const entry = 4 + place * ENTRY_BYTES;
    table.write(signature, entry, "latin1");
    table.writeUInt32BE(at, entry + 4);
    table.writeUInt32BE(data.length, entry + 8);
    at += data.length;
  }
  return Buffer.concat([header(at), table, ...tags.map(([, data]) => data)]);
}
