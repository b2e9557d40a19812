import "server-only";
import type { Entry } from "yauzl";
import { guessEncoding } from "#lib/import/text-encoding.ts";
import type { Encoding } from "#lib/schemas/import-fields.ts";

/** Encodings that archivers use without saying so. Names are read as the zip's own code page (437) at first. */
const ENCODINGS: readonly Encoding[] = ["gb18030", "shift_jis", "big5", "euc-kr", "windows-1252"];

/** Ignores case, the kind of slashes, and how accents are encoded. */
export function normalizeName(name: string): string {
  return name
    .normalize("NFC")
    .replaceAll("\\", "/")
    .replace(/^(?:\.?\/)+/, "")
    .toLowerCase();
}

export function indexNames(entries: readonly { name: string; entry: Entry }[]): Map<string, Entry[]> {
  const index = new Map<string, Entry[]>();
  for (const { name, entry } of entries) {
    const key = normalizeName(name);
    const others = index.get(key);
    if (others) others.push(entry);
    else index.set(key, [entry]);
  }
  return index;
}

// Backslashes are separators only once the bytes are characters: they are half of some.
const decodeName = (bytes: Uint8Array, encoding: Encoding) =>
  new TextDecoder(encoding).decode(bytes).replaceAll("\\", "/");

export class ForeignNames {
  readonly #entries: { entry: Entry; bytes: Buffer }[] = [];
  readonly #indexes = new Map<Encoding, Map<string, Entry[]>>();

  add(entry: Entry, bytes: Buffer): void {
    this.#entries.push({ entry, bytes: Buffer.from(bytes) });
  }

  rename(): void {
    if (this.#entries.length === 0) return;
    const sample = this.#entries.slice(0, 1_000).map(({ bytes }) => bytes.toString("latin1"));
    const encoding = guessEncoding(Buffer.from(sample.join("\n"), "latin1"));
    if (encoding === "windows-1252") return;
    for (const { entry, bytes } of this.#entries) entry.fileName = decodeName(bytes, encoding);
  }

  /** Entries that have this name in any of the encodings: a sheet in the zip refers to them by it. */
  find(name: string): Entry[] {
    if (this.#entries.length === 0) return [];
    for (const encoding of ENCODINGS) {
      const found = this.#index(encoding).get(normalizeName(name));
      if (found) return found;
    }
    return [];
  }

  #index(encoding: Encoding): Map<string, Entry[]> {
    const known = this.#indexes.get(encoding);
    if (known) return known;
    const index = indexNames(this.#entries.map(({ entry, bytes }) => ({ entry, name: decodeName(bytes, encoding) })));
    this.#indexes.set(encoding, index);
    return index;
  }
}
