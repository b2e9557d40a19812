import "server-only";
import { analyse } from "chardet";
import type { Encoding } from "#lib/schemas/import.ts";

/** Bytes at the start of a file that are looked at for what is not UTF-8. */
const MAX_SCANNED_BYTES = 64 * 1024 ** 2;
/** Bytes from where a file is not UTF-8 any more that its encoding is guessed by. */
const SAMPLE_BYTES = 64 * 1024;
/** UTF-16 of any language has a zero in every line end, separator and digit; other encodings never have one. */
const LEAST_ZEROS = 0.02;
/** Below this the detector knows little more than that the bytes could be of the encoding. */
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

/** UTF-16 without a byte order mark has its zeros at every second byte. */
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

/** Of a text too short for statistics: its characters in scripts that a wrong encoding would not give. */
const SCRIPTS: [Encoding, RegExp][] = [
  ["shift_jis", /^[\p{Script=Hiragana}\p{Script=Katakana}ー\p{Script=Han}、。・「」（）]*$/u],
  ["euc-kr", /^\p{Script=Hangul}*$/u],
  // The level 1 characters of GB 2312 are those in use; their first byte is below 0xd8.
  ["gb18030", /^\p{Script=Han}*$/u],
  ["big5", /^\p{Script=Han}*$/u],
];

/** Accented letters of the West seldom stand together; two bytes for each character always do. */
function isPaired(bytes: Buffer): boolean {
  const runs = bytes.toString("latin1").match(/[\x80-\xff][\x40-\xff]+/g) ?? [];
  const high = bytes.filter((byte) => byte > 0x7f).length;
  const together = runs.reduce((sum, run) => sum + run.length, 0);
  return together >= 4 && high >= 0.75 * together && runs.every((run) => run.length >= 4 || run.length % 2 === 0);
}

function byScript(bytes: Buffer): Encoding | null {
  if (!isPaired(bytes)) return null;
  for (const [encoding, script] of SCRIPTS) {
    if (!decodes(bytes, encoding)) continue;
    const foreign = new TextDecoder(encoding).decode(bytes).replaceAll(/\p{ASCII}/gu, "");
    const isJapanese = encoding !== "shift_jis" || /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(foreign);
    const isHalfWidth = /[\uff61-\uff9f]/.test(foreign);
    if (script.test(foreign) && isJapanese && !isHalfWidth) return encoding;
  }
  return null;
}

/** The encoding that bytes which are not UTF-8 are most likely in: one of the East, else what Windows has in the West. */
export function guessEncoding(bytes: Buffer): Encoding {
  const found = analyse(bytes).filter(({ confidence }) => confidence >= LEAST_CONFIDENCE);
  const [likely] = found.sort((a, b) => b.confidence - a.confidence);
  const encoding = likely && MULTIBYTE[likely.name];
  if (encoding && decodes(bytes, encoding)) return encoding;
  return byScript(bytes) ?? "windows-1252";
}

/** The lines of a sample that say something about its encoding. */
function tellingLines(sample: Buffer): Buffer {
  const lines = sample.toString("latin1").split(/[\r\n]+/);
  return Buffer.from(lines.filter((line) => /[\x80-\xff]/.test(line)).join("\n"), "latin1");
}

/** What text is encoded in: what its byte order mark says, else UTF-8 where it is, else the likeliest by its first bytes. */
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

/** The text of a file without its byte order mark. Bytes that are no text become U+FFFD. */
export async function* decodeText(input: AsyncIterable<Uint8Array>, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of input) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}
