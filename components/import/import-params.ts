import { createLoader, createSerializer, parseAsJson } from "nuqs/server";
import { changesSchema } from "#components/import/column-rules.ts";
import { parseAsId } from "#components/ui/parse-as-id.ts";

/** The state of this page in the URL: the import that is shown, and what a person changed of its columns before its start. */
export const importParams = { import: parseAsId, columns: parseAsJson(changesSchema) };

export const loadImportParams = createLoader(importParams);

const serialize = createSerializer(importParams);

/** The address at which an import is shown. */
export const importHref = (id: string) => serialize("/import", { import: id });
