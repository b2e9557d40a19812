import { unguardCell } from "#lib/csv.ts";

/** The column that the app adds to rows that failed: a sheet that has it is one of its own, its cells guarded. */
export const PROBLEM_COLUMN = "import_problem";

/** Cells of a sheet with this header as they were before the app wrote them; those of other sheets stay as they are. */
export function unguardCells(values: string[], header: readonly string[]): string[] {
  return header.some((name) => name.trim() === PROBLEM_COLUMN) ? values.map(unguardCell) : values;
}
