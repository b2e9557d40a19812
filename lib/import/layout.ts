import "server-only";
import type { Readable } from "node:stream";
import { AppError } from "#lib/errors.ts";
import { guessColumns } from "#lib/import/columns.ts";
import { formatOf } from "#lib/import/formats.ts";
import { type Dialect, namedSeparator, readRecords, SEPARATORS, type Separator } from "#lib/import/sheet.ts";
import { decodeText, detectEncoding } from "#lib/import/text-encoding.ts";
import { type Column, MAX_COLUMNS } from "#lib/schemas/import.ts";
import { type Encoding, namesProducts } from "#lib/schemas/import-fields.ts";

/** Records at the top of a sheet that are searched for the header. */
const MAX_HEADER_ROW = 20;
/** Records below the header that help to guess the mapping. */
const MAX_SAMPLES = 20;
const HEAD_CHARACTERS = 2_000_000;
const HEAD_LINES = 200;

export type Layout = {
  dialect: Dialect;
  format: string | null;
  headerRow: number;
  dataRow: number;
  header: string[];
  columns: Column[];
};

type Head = { values: string[]; row: number }[];
type Found = Omit<Layout, "dialect">;

const isBlank = (values: string[]) => values.every((value) => value.trim() === "");

async function readHeadText(open: () => Promise<Readable>, encoding: Encoding): Promise<string> {
  const input = await open();
  let head = "";
  let lines = 1;
  try {
    for await (const part of decodeText(input, encoding)) {
      head += part;
      lines += part.split(/\r\n?|\n/, HEAD_LINES).length - 1;
      if (head.length > HEAD_CHARACTERS || lines >= HEAD_LINES) break;
    }
  } finally {
    input.destroy();
  }
  return head;
}

async function headRecords(head: string, separator: Separator, width: number): Promise<Head> {
  async function* text() {
    yield head;
  }
  const records: Head = [];
  for await (const piece of readRecords(text(), { separator, width }))
    for (const record of piece) {
      if ("error" in record || records.length >= MAX_HEADER_ROW + MAX_SAMPLES + 1) return records;
      records.push(record);
    }
  return records;
}

/** From the first line of Amazon's templates; null for other files. */
function templateRows(records: Head): { headerRow: number; dataRow: number } | null {
  const first = records[0]?.values[0] ?? "";
  if (/^TemplateType=/i.test(first)) return { headerRow: 3, dataRow: 4 };
  if (!/^settings=/i.test(first)) return null;
  const settings = new URLSearchParams(first.slice("settings=".length));
  const [headerRow, dataRow] = [Number(settings.get("attributeRow")), Number(settings.get("dataRow"))];
  return headerRow > 0 && headerRow <= MAX_HEADER_ROW && dataRow > headerRow ? { headerRow, dataRow } : null;
}

function layoutAt(records: Head, headerRow: number, dataRow: number, isTemplate: boolean): Found | null {
  const header = records.find(({ row }) => row === headerRow)?.values;
  if (!header || header.length > MAX_COLUMNS) return null;
  const samples = records.filter(({ row }) => row >= dataRow).slice(0, MAX_SAMPLES);
  const columns = guessColumns(
    header,
    samples.map(({ values }) => values),
  );
  const format = isTemplate ? "Amazon listing template" : (formatOf(header)?.name ?? null);
  return { format, headerRow, dataRow, header, columns };
}

const countKnown = ({ columns }: Found) => columns.filter((column) => column !== null).length;

/** Where a template says, else the first record that identifies products, else the first. */
function findHeader(records: Head): Found | null {
  const template = templateRows(records);
  if (template) return layoutAt(records, template.headerRow, template.dataRow, true);
  const filled = records.filter(({ values, row }) => row <= MAX_HEADER_ROW && !isBlank(values));
  const found = filled.flatMap(({ row }) => layoutAt(records, row, row + 1, false) ?? []);
  return found.find(({ columns }) => namesProducts(columns)) ?? found[0] ?? null;
}

/** Tabs and bars inside cells are rare, so the widest line tells the separator. */
function widestLine(head: string, separator: Separator): number {
  const lines = head.split(/\r\n|\n|\r/, MAX_HEADER_ROW);
  return Math.max(...lines.map((line) => line.split(separator).length));
}

async function layoutWith(head: string, separator: Separator): Promise<Found | null> {
  const width = widestLine(head, separator);
  const found = findHeader(await headRecords(head, separator, width));
  if (!found || found.header.length === width) return found;
  return findHeader(await headRecords(head, separator, found.header.length));
}

/** Compares how much is understood; if nothing is, the one with more cells is better. */
function isBetter(a: Found | null, b: Found | null): boolean {
  if (a === null || b === null) return a !== null;
  const difference =
    Number(namesProducts(a.columns)) - Number(namesProducts(b.columns)) ||
    countKnown(a) - countKnown(b) ||
    a.header.length - b.header.length;
  return difference > 0;
}

/** `corrected`: the encoding that a person chose. */
export async function readLayout(open: () => Promise<Readable>, corrected: Encoding | null): Promise<Layout> {
  const encoding = corrected ?? (await detect(open));
  const head = await readHeadText(open, encoding);
  const named = namedSeparator(head);
  const separators: readonly [Separator, ...Separator[]] = named ? [named] : SEPARATORS;
  let best: { separator: Separator; found: Found | null } = { separator: separators[0], found: null };
  for (const separator of separators) {
    const found = await layoutWith(head, separator);
    if (isBetter(found, best.found)) best = { separator, found };
  }
  const { separator, found } = best;
  if (!found || !namesProducts(found.columns)) checkWidth(head, separators);
  const layout = found ?? { format: null, headerRow: 1, dataRow: 2, header: [], columns: [] };
  return { ...layout, dialect: { encoding, separator, width: layout.header.length } };
}

/** Throws a 422 if nothing was understood and a line has too many cells for a header. */
function checkWidth(head: string, separators: readonly Separator[]): void {
  const widest = Math.max(...separators.map((separator) => widestLine(head, separator)));
  if (widest <= MAX_COLUMNS) return;
  const [has, most] = [widest, MAX_COLUMNS].map((count) => count.toLocaleString("en"));
  throw new AppError(
    "unprocessable",
    `The sheet has ${has} columns; at most ${most} can be read. Delete columns that you don't need.`,
  );
}

async function detect(open: () => Promise<Readable>): Promise<Encoding> {
  const input = await open();
  try {
    return await detectEncoding(input);
  } finally {
    input.destroy();
  }
}
