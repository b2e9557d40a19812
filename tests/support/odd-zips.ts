import { crc32 } from "node:zlib";

const LOCAL = { signature: "PK\u0003\u0004", flags: 6, method: 8, size: 22, nameLength: 26, name: 30 };
const CENTRAL = { signature: "PK\u0001\u0002", flags: 8, method: 10, size: 24, nameLength: 28, name: 46 };

type Marks = {
  addFlags?: number;
  dropFlags?: number;
  size?: number;
  method?: number;
  /** Default: all entries. */
  only?: RegExp;
};

/** Edits a zip in place: yazl writes no such zips. */
export function markEntries(zip: Buffer, { addFlags = 0, dropFlags = 0, size, method, only = /^/ }: Marks): void {
  for (const { signature, ...offsets } of [LOCAL, CENTRAL])
    for (let at = zip.indexOf(signature); at >= 0; at = zip.indexOf(signature, at + 4)) {
      const name = at + offsets.name;
      if (!only.test(zip.toString("latin1", name, name + zip.readUInt16LE(at + offsets.nameLength)))) continue;
      if (method !== undefined) zip.writeUInt16LE(method, at + offsets.method);
      const flags = at + offsets.flags;
      zip.writeUInt16LE((zip.readUInt16LE(flags) | addFlags) & ~dropFlags, flags);
      if (size !== undefined) zip.writeUInt32LE(size, at + offsets.size);
    }
}

function directoryEntry(name: string | Buffer): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(name.length, 28);
  return Buffer.concat([head, Buffer.from(name)]);
}

const START = Buffer.from("PK\u0003\u0004");

function endOfDirectory(count: number, bytes: number): Buffer {
  const end = Buffer.alloc(56 + 20 + 22);
  end.writeUInt32LE(0x06064b50, 0);
  end.writeBigUInt64LE(44n, 4);
  end.writeBigUInt64LE(BigInt(count), 24);
  end.writeBigUInt64LE(BigInt(count), 32);
  end.writeBigUInt64LE(BigInt(bytes), 40);
  end.writeBigUInt64LE(BigInt(START.length), 48);
  end.writeUInt32LE(0x07064b50, 56);
  end.writeBigUInt64LE(BigInt(START.length + bytes), 64);
  end.writeUInt32LE(1, 72);
  end.writeUInt32LE(0x06054b50, 76);
  end.writeUInt16LE(0xffff, 84);
  end.writeUInt16LE(0xffff, 86);
  end.writeUInt32LE(0xffffffff, 88);
  end.writeUInt32LE(0xffffffff, 92);
  return end;
}

export function zipWithLongNames(count: number, length: number): Buffer {
  const names = Array.from({ length: count }, (_, index) => `${index}.jpg`.padEnd(length, "x"));
  const directory = Buffer.concat(names.map(directoryEntry));
  return Buffer.concat([START, directory, endOfDirectory(count, directory.length)]);
}

function localHeader(name: string | Buffer, content: Buffer): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt32LE(crc32(content), 14);
  head.writeUInt32LE(content.length, 18);
  head.writeUInt32LE(content.length, 22);
  head.writeUInt16LE(name.length, 26);
  return Buffer.concat([head, Buffer.from(name), content]);
}

function entryOf(name: string | Buffer, content: Buffer, offset: number): Buffer {
  const entry = directoryEntry(name);
  entry.writeUInt32LE(crc32(content), 16);
  entry.writeUInt32LE(content.length, 20);
  entry.writeUInt32LE(content.length, 24);
  entry.writeUInt32LE(offset % 2 ** 32, 42);
  return entry;
}

/** An end record without zip64: large numbers wrap. */
function plainEnd(count: number, bytes: number, offset: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count % 0x10000, 8);
  end.writeUInt16LE(count % 0x10000, 10);
  end.writeUInt32LE(bytes, 12);
  end.writeUInt32LE(offset % 2 ** 32, 16);
  return end;
}

/** `count` files named as photos, with their number as content; the count of entries wraps. */
export function zipOfTinyFiles(count: number): Buffer {
  const name = (index: number) => `B${String(index).padStart(9, "0")}.MAIN.png`;
  return storedZip(Array.from({ length: count }, (_, index) => [name(index), String(index)] as const));
}

/** The two ends of a zip of just over 4 GB with nothing between them; its second file begins beyond 4 GB. */
export function withoutZip64(): { head: Buffer; tail: Buffer; size: number } {
  const [near, far] = [Buffer.from("near"), Buffer.from("far!")];
  const at = 2 ** 32 + 10;
  const head = localHeader("near.txt", near);
  const second = localHeader("far.txt", far);
  const directory = Buffer.concat([entryOf("near.txt", near, 0), entryOf("far.txt", far, at)]);
  const tail = Buffer.concat([second, directory, plainEnd(2, directory.length, at + second.length)]);
  return { head, tail, size: at + tail.length };
}

/** Uncompressed, with these bytes as names and no encoding flag. */
export function storedZip(files: readonly (readonly [name: Buffer | string, content: Buffer | string])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const [nameBytes, bytes] = [Buffer.from(name), Buffer.from(content)];
    const part = localHeader(nameBytes, bytes);
    directory.push(entryOf(nameBytes, bytes, offset));
    parts.push(part);
    offset += part.length;
  }
  const names = Buffer.concat(directory);
  return Buffer.concat([...parts, names, plainEnd(files.length, names.length, offset)]);
}
