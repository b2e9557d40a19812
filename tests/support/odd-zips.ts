const LOCAL = { signature: "PK\u0003\u0004", flags: 6, size: 22 };
const CENTRAL = { signature: "PK\u0001\u0002", flags: 8, size: 24 };

/** Changes what a zip says of its entries, in place: yazl makes no such zips. */
export function markEntries(
  zip: Buffer,
  { addFlags = 0, dropFlags = 0, size }: { addFlags?: number; dropFlags?: number; size?: number },
): void {
  for (const { signature, ...offsets } of [LOCAL, CENTRAL])
    for (let at = zip.indexOf(signature); at >= 0; at = zip.indexOf(signature, at + 4)) {
      const flags = at + offsets.flags;
      zip.writeUInt16LE((zip.readUInt16LE(flags) | addFlags) & ~dropFlags, flags);
      if (size !== undefined) zip.writeUInt32LE(size, at + offsets.size);
    }
}

function directoryEntry(name: string): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE(name.length, 28);
  return Buffer.concat([head, Buffer.from(name)]);
}

const START = Buffer.from("PK\u0003\u0004");

/** The end of a zip with a directory of `count` entries behind its first signature. */
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

/** A zip that is little but its directory. */
export function zipWithLongNames(count: number, length: number): Buffer {
  const names = Array.from({ length: count }, (_, index) => `${index}.jpg`.padEnd(length, "x"));
  const directory = Buffer.concat(names.map(directoryEntry));
  return Buffer.concat([START, directory, endOfDirectory(count, directory.length)]);
}
