import "server-only";
import { analyse } from "chardet";
import type { Encoding } from "#lib/schemas/import-fields.ts";

/** Bytes at the start of a file that are searched for invalid UTF-8. */
const MAX_SCANNED_BYTES = 64 * 1024 ** 2;
/** Bytes from the first invalid one on that the guess is based on. */
const SAMPLE_BYTES = 64 * 1024;
/** UTF-16 has a zero in every line end, separator and digit; other encodings never have one. */
const LEAST_ZEROS = 0.02;
/** Below this the detector only knows that the encoding is possible. */
const LEAST_CONFIDENCE = 20;

const MULTIBYTE: Record<string, Encoding> = {
  Shift_JIS: "shift_jis",
  "EUC-JP": "euc-jp",
  GB18030: "gb18030",
  Big5: "big5",
  "EUC-KR": "euc-kr",
};

function byMark(bytes: Buffer): Encoding | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return "utf-8";
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : null;
}

/** UTF-16 without a byte order mark has zeros in every second byte. */
function byZeros(bytes: Buffer): Encoding | null {
  const zeros = [0, 0];
  for (const [index, byte] of bytes.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd > LEAST_ZEROS * bytes.length && even * 10 < odd) return "utf-16le";
  return even > LEAST_ZEROS * bytes.length && odd * 10 < even ? "utf-16be" : null;
}

function decodes(bytes: Uint8Array, encoding: Encoding): boolean {
  try {
    // The sample may end in the middle of a character.
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

const countIn = (text: string, pattern: RegExp) => text.match(pattern)?.length ?? 0;

/** Korean is written in Hangul; Chinese decoded as Korean is half Chinese characters. */
function isPlausible(bytes: Uint8Array, encoding: Encoding): boolean {
  if (!decodes(bytes, encoding)) return false;
  if (encoding !== "euc-kr") return true;
  const text = new TextDecoder(encoding).decode(bytes);
  return countIn(text, /\p{Script=Han}/gu) * 10 < countIn(text, /\p{Script=Hangul}/gu);
}

/** The common characters of GB 2312, two bytes each; Western accents don't come in such pairs. */
const DAILY_CHINESE = /^(?:\p{ASCII}|[\xb0-\xd7][\xa1-\xfe])*$/u;
const JAPANESE = /^[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}ー、。・「」（）　]*$/u;

/** For texts too short for statistics. */
function byScript(bytes: Buffer): Encoding | null {
  const high = bytes.filter((byte) => byte > 0x7f).length;
  if (high < 3) return null;
  if (decodes(bytes, "shift_jis")) {
    const foreign = new TextDecoder("shift_jis").decode(bytes).replaceAll(/\p{ASCII}/gu, "");
    const hasKana = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(foreign) && !/[\uff61-\uff9f]/.test(foreign);
    if (hasKana && JAPANESE.test(foreign)) return "shift_jis";
  }
  return DAILY_CHINESE.test(bytes.toString("latin1")) ? "gb18030" : null;
}

export function guessEncoding(bytes: Buffer): Encoding {
  const found = analyse(bytes).filter(({ confidence }) => confidence >= LEAST_CONFIDENCE);
  for (const { name } of found.toSorted((a, b) => b.confidence - a.confidence)) {
    const encoding = MULTIBYTE[name];
    // What comes behind a likely encoding of the West is less likely than that.
    if (!encoding) break;
    if (isPlausible(bytes, encoding)) return encoding;
  }
  return byScript(bytes) ?? "windows-1252";
}

function tellingLines(sample: Buffer): Buffer {
  const lines = sample.toString("latin1").split(/[\r\n]+/);
  return Buffer.from(lines.filter((line) => /[\x80-\xff]/.test(line)).join("\n"), "latin1");
}

/** The byte order mark, else UTF-8 if valid, else the most probable by its first bytes. */
export async function detectEncoding(input: AsyncIterable<Uint8Array>): Promise<Encoding> {
  const utf8 = new TextDecoder("utf-8", { fatal: true });
  let start = Buffer.alloc(0);
  let scanned = 0;
  let sample: Buffer | null = null;
  for await (const chunk of input) {
    if (start.length < SAMPLE_BYTES) start = Buffer.concat([start, chunk.subarray(0, SAMPLE_BYTES - start.length)]);
    scanned += chunk.length;
    if (sample) sample = Buffer.concat([sample, chunk]);
    else {
      try {
        utf8.decode(chunk, { stream: true });
      } catch {
        sample = Buffer.from(chunk);
      }
    }
    if (scanned > MAX_SCANNED_BYTES || (sample && sample.length >= SAMPLE_BYTES)) break;
  }
  const plain = byMark(start) ?? byZeros(start);
  if (plain) return plain;
  return sample ? guessEncoding(tellingLines(sample)) : "utf-8";
}

/** Without the byte order mark. Invalid bytes become U+FFFD. */
export async function* decodeText(input: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of input) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
