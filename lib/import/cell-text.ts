import { decodeHTMLStrict } from "entities";
import { unguardCell } from "#lib/csv.ts";
import { visible } from "#lib/import/column-names.ts";
import type { Column } from "#lib/schemas/import.ts";

/** The texts in a formula that shows a link or picture: `=HYPERLINK("https://…";"Mug")`, `=IMAGE("…")`. */
function formulaTexts(cell: string): string[] | null {
  if (!/^=\s*[\p{L}_.]+\(.*\)$/su.test(cell)) return null;
  const texts = [...cell.matchAll(/"((?:[^"]|"")*)"/g)].map(([, text = ""]) => text.replaceAll('""', '"').trim());
  return texts.length > 0 ? texts : null;
}

/** In all other fields every character counts. */
const isProse = (column: Column) => column === "title" || column === "category";

/**
 * Removes what spreadsheets and exports put around text: `="00123"`, `'=A1`, formulas around links, invisible marks,
 * HTML entities in titles.
 */
export function unwrapCell(value: string, column: Column): string {
  const trimmed = isProse(column) ? value.trim() : visible(value);
  if (!/^[=']|&/.test(trimmed)) return trimmed;
  const digits = /^="([^"]*)"$/.exec(trimmed)?.[1];
  const texts = formulaTexts(trimmed);
  const plain = digits ?? (texts ? texts[isProse(column) ? texts.length - 1 : 0] : undefined);
  const text = (plain ?? trimmed.replace(/^'(?=[=+\-@])/, "")).trim();
  return isProse(column) ? decodeHTMLStrict(text).trim() : text;
}

/** The column that failed rows get. A sheet with this column was written by the app, and its cells are guarded. */
export const PROBLEM_COLUMN = "import_problem";

export function unguardCells(values: string[], header: readonly string[]): string[] {
  return header.some((name) => name.trim() === PROBLEM_COLUMN) ? values.map(unguardCell) : values;
}
