import type { Encoding } from "#lib/schemas/import-fields.ts";

const tables = new Map<Encoding, Map<string, Buffer>>();

/** Node decodes these encodings, but encodes none of them. */
function tableOf(encoding: Encoding): Map<string, Buffer> {
  const known = tables.get(encoding);
  if (known) return known;
  const table = new Map<string, Buffer>();
  const decoder = new TextDecoder(encoding);
  const add = (...bytes: number[]) => {
    const character = decoder.decode(Uint8Array.from(bytes));
    if ([...character].length === 1 && character !== "\ufffd" && !table.has(character))
      table.set(character, Buffer.from(bytes));
  };
  for (let byte = 0; byte <= 0xff; byte += 1) add(byte);
  for (let lead = 0x81; lead <= 0xfe; lead += 1) for (let trail = 0x40; trail <= 0xfe; trail += 1) add(lead, trail);
  tables.set(encoding, table);
  return table;
}

export function encodeAs(text: string, encoding: Encoding): Buffer {
  const table = tableOf(encoding);
  return Buffer.concat(
    [...text].map((character) => {
      const bytes = table.get(character);
      if (!bytes) throw new Error(`${character} is not in ${encoding}.`);
      return bytes;
    }),
  );
}
