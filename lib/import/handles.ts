import { isLink } from "#lib/import/columns.ts";
import type { SheetRecord } from "#lib/import/sheet.ts";
import type { Column } from "#lib/schemas/import.ts";

/** Shops allow 250 photos and 2,048 variations of a product; larger groups are split. */
const MAX_GROUP = 3_000;

type Row = Extract<SheetRecord, { values: string[] }>;

const cellAt = ({ values }: Row, index: number) => values[index]?.trim() ?? "";

/** In the order given by their positions; null if one is not a link. */
function photosOf(rows: Row[], columns: readonly Column[]): string | null {
  const [image, position] = [columns.indexOf("image"), columns.indexOf("position")];
  const placeOf = (row: Row) => Number(cellAt(row, position)) || Number.MAX_SAFE_INTEGER;
  const photos = rows.toSorted((a, b) => placeOf(a) - placeOf(b)).map((row) => cellAt(row, image));
  const given = [...new Set(photos.filter((photo) => photo !== ""))];
  return given.every(isLink) ? given.join("\n") : null;
}

function sharedCells(rows: Row[], columns: readonly Column[]): Map<number, string> {
  const shared = new Map<number, string>();
  for (const [index, column] of columns.entries()) {
    if (column !== "title" && column !== "category") continue;
    shared.set(index, rows.map((row) => cellAt(row, index)).find((cell) => cell !== "") ?? "");
  }
  const photos = photosOf(rows, columns);
  if (photos !== null && columns.includes("image")) shared.set(columns.indexOf("image"), photos);
  return shared;
}

/** A row with everything that its group shares; empty if it only brings a photo. */
function alone(row: Row, shared: Map<number, string>, columns: readonly Column[]): Row {
  const has = (...fields: Column[]) =>
    columns.some((column, index) => fields.includes(column) && cellAt(row, index) !== "");
  if (has("sku", "asin", "productId"))
    return { ...row, values: row.values.map((value, index) => shared.get(index) ?? value) };
  if (has("title") || !has("image") || !shared.has(columns.indexOf("image"))) return row;
  return { ...row, values: row.values.map((value, index) => (columns[index] ? "" : value)) };
}

function share(rows: Row[], columns: readonly Column[]): Row[] {
  const hasProduct = rows.some((row) =>
    columns.some((column, index) => (column === "sku" || column === "asin") && cellAt(row, index) !== ""),
  );
  if (rows.length < 2 || !hasProduct) return rows;
  const shared = sharedCells(rows, columns);
  return rows.map((row) => alone(row, shared, columns));
}

/** Consecutive rows with the same handle are one product of a shop, with variations and photos. */
export async function* shareByHandle(
  pieces: AsyncIterable<SheetRecord[]>,
  columns: readonly Column[],
): AsyncGenerator<SheetRecord[]> {
  const handle = columns.indexOf("handle");
  if (handle < 0) return yield* pieces;
  let rows: Row[] = [];
  for await (const piece of pieces) {
    const ready: SheetRecord[] = [];
    for (const record of piece) {
      const own = "error" in record ? "" : cellAt(record, handle);
      const [first] = rows;
      if (first && (cellAt(first, handle) !== own || rows.length >= MAX_GROUP)) {
        ready.push(...share(rows, columns));
        rows = [];
      }
      if ("error" in record || own === "") ready.push(record);
      else rows.push(record);
    }
    yield ready;
  }
  yield share(rows, columns);
}
