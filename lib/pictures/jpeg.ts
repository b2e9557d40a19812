import { startOfJpeg } from "#lib/pictures/sniff.ts";

const START = 0xd8;
const END = 0xd9;
const SCAN = 0xda;

/** `from`: at its 0xFF; `to`: after its last byte. A scan includes its coded pixels. */
export type JpegSegment = { marker: number; from: number; to: number };

const isRestart = (marker: number) => marker >= 0xd0 && marker <= 0xd7;

/** The next marker after the scan at `at`, or the end. */
function endOfScan(bytes: Uint8Array, at: number): number {
  for (let found = bytes.indexOf(0xff, at); found >= 0; found = bytes.indexOf(0xff, found + 1)) {
    const next = bytes[found + 1];
    if (next === undefined) return found;
    if (next !== 0 && next !== 0xff && !isRestart(next)) return found;
  }
  return bytes.length;
}

/**
 * The segments of the first picture, including its end mark. Data between segments or after the end mark, such as
 * further pictures, is skipped.
 */
export function* jpegSegments(bytes: Uint8Array): Generator<JpegSegment> {
  const start = startOfJpeg(bytes);
  if (start < 0) return;
  yield { marker: START, from: start, to: start + 2 };
  let at = start + 2;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return;
    while (bytes[at + 1] === 0xff) at += 1;
    const marker = bytes[at + 1];
    if (marker === undefined) return;
    if (marker === END) {
      yield { marker, from: at, to: at + 2 };
      return;
    }
    if (marker <= 0x01 || isRestart(marker)) {
      at += 2;
      continue;
    }
    const length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
    if (length < 2 || at + 2 + length > bytes.length) return;
    const to = marker === SCAN ? endOfScan(bytes, at + 2 + length) : at + 2 + length;
    yield { marker, from: at, to };
    at = to;
  }
}

/** From the start mark to the end mark, as decoders require. `wasOpen`: it had no end mark. */
export function closeJpeg(bytes: Uint8Array): { bytes: Uint8Array; wasOpen: boolean } {
  const start = Math.max(0, startOfJpeg(bytes));
  const last = [...jpegSegments(bytes)].at(-1);
  const isClosed = last === undefined || last.marker === END;
  const picture = bytes.subarray(start);
  if (isClosed) return { bytes: picture, wasOpen: false };
  return { bytes: Buffer.concat([picture, Buffer.from([0xff, END])]), wasOpen: true };
}

/** As in MPO files and those with a gain map. */
export function hasFurtherPictures(bytes: Uint8Array): boolean {
  const last = [...jpegSegments(bytes)].at(-1);
  if (last?.marker !== END) return false;
  return Buffer.from(bytes.buffer, bytes.byteOffset + last.to, bytes.length - last.to).includes(
    Buffer.from([0xff, START, 0xff]),
  );
}
