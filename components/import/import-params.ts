import { createLoader, createSerializer, parseAsJson, parseAsStringLiteral } from "nuqs/server";
import { readChanges } from "#components/import/column-rules.ts";
import { parseAsId } from "#components/ui/parse-with.ts";
import { ENCODINGS } from "#lib/schemas/import-fields.ts";

export const importParams = {
  import: parseAsId,
  columns: parseAsJson(readChanges),
  encoding: parseAsStringLiteral(ENCODINGS),
};

export const loadImportParams = createLoader(importParams);

const serialize = createSerializer(importParams);

export const importHref = (id: string) => serialize("/import", { import: id });
