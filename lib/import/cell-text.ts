import { decodeHTMLStrict } from "entities";
import { unguardCell } from "#lib/csv.ts";
import { visible } from "#lib/import/header-words.ts";
import type { Column } from "#lib/schemas/import.ts";

/** The texts in the arguments of a formula that shows a link or a picture: `=HYPERLINK("https://…";"Mug")`, `=IMAGE("…")`. */
function formulaTexts(cell: string): string[] | null {
  if (!/^=\s*[\p{L}_.]+\(.*\)$/su.test(cell)) return null;
  const texts = [...cell.matchAll(/"((?:[^"]|"")*)"/g)].map(([, text = ""]) => text.replaceAll('""', '"').trim());
  return texts.length > 0 ? texts : null;
}

/** Fields whose text a person reads; in all others every character counts, and what can't be seen is no part of it. */
const isProse = (column: Column) => column === "title" || column === "category";

/**
 * Spaces off the ends, and what spreadsheets and exports put around text: around digits that are to stay as they are
 * (`="00123"`), before what would be taken for a formula (`'=A1`), formulas around links, marks that can't be seen, and
 * HTML's way to write signs in titles.
 */
export function unwrapCell(value: string, column: Column): string {
  const trimmed = isProse(column) ? value.trim() : visible(value);
  const digits = /^="([^"]*)"$/.exec(trimmed)?.[1];
  const texts = formulaTexts(trimmed);
  const plain = digits ?? (texts ? texts[isProse(column) ? texts.length - 1 : 0] : undefined);
  const text = (plain ?? trimmed.replace(/^'(?=[=+\-@])/, "")).trim();
  return isProse(column) ? decodeHTMLStrict(text).trim() : text;
}

/** The column that the app adds to rows that failed: a sheet that has it is one of its own, its cells guarded. */
export const PROBLEM_COLUMN = "import_problem";

/** Cells of a sheet with this header as they were before the app wrote them; those of other sheets stay as they are. */
export function unguardCells(values: string[], header: readonly string[]): string[] {
  return header.some((name) => name.trim() === PROBLEM_COLUMN) ? values.map(unguardCell) : values;
}
