/** How CSV files leave the app: as Excel takes them, and without a cell that it would run as a formula. */
export const CSV_OPTIONS = { record_delimiter: "windows", escape_formulas: true } as const;
