const MARKS: [number[], string][] = [
  [[0xef, 0xbb, 0xbf], "utf-8"],
  [[0xff, 0xfe], "utf-16le"],
  [[0xfe, 0xff], "utf-16be"],
];

/** Settings are mostly ASCII: in UTF-16 every other byte is 0, the first one in big-endian. */
function encodingWithoutMark([first, second]: Uint8Array): string {
  if (first === 0) return "utf-16be";
  return second === 0 ? "utf-16le" : "utf-8";
}

/** Accepts what Windows editors save. Throws a `TypeError` if it is neither UTF-8 nor UTF-16. */
export function decodeEnvFile(bytes: Uint8Array): string {
  const marked = MARKS.find(([mark]) => mark.every((byte, index) => bytes[index] === byte));
  return new TextDecoder(marked?.[1] ?? encodingWithoutMark(bytes), { fatal: true }).decode(bytes);
}
