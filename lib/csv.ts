/** What spreadsheets take for the start of a formula, in full width too (OWASP, CSV Injection). */
const SIGNS = "=+\\-@\uff1d\uff0b\uff0d\uff20";
/**
 * Where a cell begins, by whichever separator a spreadsheet splits a line: one that expects semicolons splits cells that hold
 * them, quoted or not. Quotes and spaces before the sign change nothing.
 */
const START = '(^|[,;|\\t\\r\\n])([ "]*)';
const FORMULA = new RegExp(`${START}('*)(?=[${SIGNS}])`, "g");
const GUARDED = new RegExp(`${START}'('*)(?=[${SIGNS}])`, "g");

/** A cell that no spreadsheet runs as a formula. */
export function guardCell(cell: string): string {
  return cell.replace(FORMULA, "$1$2'$3");
}

export function unguardCell(cell: string): string {
  return cell.replace(GUARDED, "$1$2$3");
}

/**
 * How CSV files leave the app: as Excel takes them, without a cell that a spreadsheet would run, and with quotes around each
 * that holds a line end of any kind or what some spreadsheet separates cells by.
 */
export const CSV_OPTIONS = {
  record_delimiter: "windows",
  quoted_match: /[\r\n,;|\t]/,
  cast: { string: guardCell },
} as const;
