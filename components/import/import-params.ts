import { createLoader, createSerializer, parseAsJson, parseAsStringLiteral } from "nuqs/server";
import { changesSchema } from "#components/import/column-rules.ts";
import { parseAsId } from "#components/ui/parse-with.ts";
import { ENCODINGS } from "#lib/schemas/import.ts";

/** The state of this page in the URL: the import that is shown, and what a person corrected before its start. */
export const importParams = {
  import: parseAsId,
  columns: parseAsJson(changesSchema),
  encoding: parseAsStringLiteral(ENCODINGS),
};

export const loadImportParams = createLoader(importParams);

const serialize = createSerializer(importParams);

/** The address at which an import is shown. */
export const importHref = (id: string) => serialize("/import", { import: id });
