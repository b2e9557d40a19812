import { parse } from "csv-parse/sync";
import { stringify } from "csv-stringify/sync";
import { expect, test } from "vitest";
import { CSV_OPTIONS, REPORT_OPTIONS } from "#lib/csv.ts";

test.each([
  ["rows to mend", CSV_OPTIONS, ",", "=A1"],
  ["rows to mend of a sheet with tabs", CSV_OPTIONS, "\t", "=A1"],
  ["reports", REPORT_OPTIONS, ",", "'=A1"],
])(
  "cells of several lines, as Excel and as others end them, stay one cell in %s",
  (_what, options, delimiter, formula) => {
    const rows = [
      ["a\nb", 'c "quoted"\r\nd', "e\rf", "=A1"],
      ["1", "2", "3", "4"],
    ];
    const text = stringify(rows, { ...options, delimiter });
    expect(parse(text, { delimiter })).toEqual([[...(rows[0]?.slice(0, 3) ?? []), formula], rows[1]]);
  },
);
