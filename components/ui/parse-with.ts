import { createParser, type SingleParserBuilder } from "nuqs/server";
import { readId } from "#lib/schemas/url-values.ts";

/** `read` returns null for a value that counts as none. */
export function parseWith<Value extends string | boolean>(
  read: (value: string) => Value | null,
): SingleParserBuilder<Value> {
  return createParser({ parse: read, serialize: String });
}

export const parseAsId = parseWith(readId);
