/** How CSV files leave the app: as Excel takes them, with quotes around each cell that holds a line end of any kind. */
export const CSV_OPTIONS = { record_delimiter: "windows", quoted_match: /[\r\n]/ } as const;

/** The same for what the app itself says: without a cell that a spreadsheet would run as a formula. */
export const REPORT_OPTIONS = { ...CSV_OPTIONS, escape_formulas: true } as const;
