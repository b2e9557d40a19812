import type { Direction } from "#components/review/layout.ts";
import type { Tile } from "#components/review/tiles.ts";
import type { ReviewProduct } from "#lib/schemas/review.ts";

/** The images of a product for a variant; none where it has none. */
export type Cell = { variant: string; tiles: readonly Tile[] };

/** One cell for each column. */
export type Row = { id: string; title: string; asin: string | null; cells: readonly Cell[] };

/** `tiles`: those of the products. One whose image was deleted is in no cell. */
export function rowsOf(products: readonly ReviewProduct[], variants: readonly string[], tiles: readonly Tile[]): Row[] {
  const byId = new Map(tiles.map((tile) => [tile.id, tile]));
  return products.map(({ id, title, asin, cells }) => {
    const images = new Map(cells.map((cell) => [cell.variant, cell.images]));
    const tilesFor = (variant: string) => (images.get(variant) ?? []).flatMap((image) => byId.get(image.id) ?? []);
    return { id, title, asin, cells: variants.map((variant) => ({ variant, tiles: tilesFor(variant) })) };
  });
}

/** Tiles are the same objects while nothing about them changes. */
export function isSameRow(one: Row, other: Row): boolean {
  const tilesOf = ({ cells }: Row) => cells.flatMap(({ variant, tiles }) => [variant, ...tiles]);
  const [ones, others] = [tilesOf(one), tilesOf(other)];
  return one.id === other.id && ones.length === others.length && ones.every((tile, index) => tile === others[index]);
}

const isRejected = ({ image }: Tile) => image.review.decision === "reject";
export const isApproved = ({ image }: Tile) => image.review.decision === "approve";
/** An approval picks a candidate. */
export const isPicked = (tile: Tile) => !isRejected(tile) && (tile.image.current || isApproved(tile));

/** The picked image of a cell, or its only one. Null where it has none, all are rejected, or several wait to be picked from. */
export function chosenOf({ tiles }: Cell): Tile | null {
  const open = tiles.filter((tile) => !isRejected(tile));
  const picked = open.length === 1 ? open : open.filter(isPicked);
  return picked.length === 1 ? (picked[0] ?? null) : null;
}

/** Has it images to pick from, and none is picked? */
export const needsPick = (cell: Cell): boolean =>
  chosenOf(cell) === null && cell.tiles.some((tile) => !isRejected(tile));

export type RowApproval = { tiles: readonly Tile[]; unpicked: readonly string[]; making: readonly string[] };

/** What approving a row approves, and the variants that it leaves. A cell that is approved, rejected or empty needs nothing. */
export function approvalOf({ cells }: Row): RowApproval {
  const chosen = cells.flatMap((cell) => chosenOf(cell) ?? []);
  const variantsOf = (tiles: readonly Tile[]) => tiles.map(({ image }) => image.targetVariant);
  return {
    tiles: chosen.filter((tile) => !tile.making && !isApproved(tile)),
    unpicked: cells.filter(needsPick).map(({ variant }) => variant),
    making: variantsOf(chosen.filter((tile) => tile.making && !isApproved(tile))),
  };
}

/** The rows with a picked or only image in every column, all of which pass their checks; not those that are approved. */
export function passingRows(rows: readonly Row[]): { row: Row; tiles: readonly Tile[] }[] {
  return rows.flatMap((row) => {
    const chosen = row.cells.map(chosenOf);
    const isComplete = chosen.every((tile) => tile && !tile.making && tile.image.verdict === "pass");
    const { tiles } = approvalOf(row);
    return isComplete && tiles.length > 0 ? [{ row, tiles }] : [];
  });
}

export type Place = { row: number; column: number };

/** At the edges the same place. */
export function move({ row, column }: Place, direction: Direction, size: { rows: number; columns: number }): Place {
  const within = (value: number, length: number) => Math.max(0, Math.min(length - 1, value));
  if (direction === "start") return { row, column: 0 };
  if (direction === "end") return { row, column: size.columns - 1 };
  if (direction === "left" || direction === "right")
    return { row, column: within(column + (direction === "left" ? -1 : 1), size.columns) };
  return { row: within(row + (direction === "up" ? -1 : 1), size.rows), column };
}

export function placeOf(rows: readonly Row[], tileId: string): Place | null {
  const row = rows.findIndex(({ cells }) => cells.some(({ tiles }) => tiles.some(({ id }) => id === tileId)));
  const column = rows[row]?.cells.findIndex(({ tiles }) => tiles.some(({ id }) => id === tileId)) ?? -1;
  return column < 0 ? null : { row, column };
}

/** So many images of a cell are shown. */
export const SHOWN = 4;

/** By column: how many images its widest cell shows, at least one. */
export const widthsOf = (rows: readonly Row[], columns: number): number[] =>
  Array.from({ length: columns }, (_, column) =>
    rows.reduce((most, { cells }) => Math.max(most, Math.min(SHOWN, cells[column]?.tiles.length ?? 0)), 1),
  );
