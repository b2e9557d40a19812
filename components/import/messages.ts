import { count, plural } from "#components/ui/count.ts";
import type { Import, ImportPreview, ImportRowError } from "#lib/schemas/import.ts";
import { isImportFinished } from "#lib/schemas/import-fields.ts";
import { MAX_PREVIEW_ROWS } from "#lib/schemas/limits.ts";
import { isSheetName } from "#lib/schemas/upload.ts";

/** It gets the focus when the screen changes. */
export const HEADING_ID = "import-heading";

type Progress = Pick<
  Import,
  "status" | "rowsDone" | "rowsTotal" | "imagesPending" | "imagesAdded" | "imagesUnchanged" | "errorCount"
>;

const isReading = ({ rowsDone, rowsTotal }: Progress) => rowsTotal === 0 || rowsDone < rowsTotal;

/** "Reading 12,340 of 100,000 rows", "Fetching photos: 1,234 left" */
export function progressLine(shown: Progress): string {
  if (shown.status === "QUEUED") return "Waiting in the queue";
  if (shown.rowsTotal === 0) return "Counting the rows";
  if (isReading(shown)) return `Reading ${count(shown.rowsDone)} of ${plural(shown.rowsTotal, "row")}`;
  return shown.imagesPending > 0 ? `Fetching photos: ${count(shown.imagesPending)} left` : "Finishing";
}

/** Rows first, then photos. Photos that a zip brought next to links count as done. */
export function progressOf(shown: Progress): { done: number; total: number } {
  if (isReading(shown)) return { done: shown.rowsDone, total: shown.rowsTotal };
  if (shown.imagesPending === 0) return { done: 1, total: 1 };
  const done = shown.imagesAdded + shown.imagesUnchanged;
  return { done, total: done + shown.imagesPending };
}

/** "3 products created, 12 images added, 1 problem" */
export function outcomeLine(shown: Import): string {
  const parts = [
    shown.productsCreated > 0 && `${plural(shown.productsCreated, "product")} created`,
    shown.productsUpdated > 0 && `${plural(shown.productsUpdated, "product")} updated`,
    shown.imagesAdded > 0 && `${plural(shown.imagesAdded, "image")} added`,
    shown.errorCount > 0 && plural(shown.errorCount, "problem"),
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(", ") : "Nothing changed";
}

export const broughtNothing = (ended: Import): boolean =>
  ended.productsCreated + ended.productsUpdated + ended.imagesAdded + ended.imagesUnchanged === 0;

export function endTitle(ended: Import): string {
  if (ended.status === "FAILED") return `“${ended.fileName}” couldn't be imported`;
  if (ended.status === "CANCELLED")
    return ended.startedAt === null
      ? `“${ended.fileName}” was not imported`
      : `The import of “${ended.fileName}” was cancelled`;
  if (broughtNothing(ended) && ended.errorCount > 0) return `Nothing was imported from “${ended.fileName}”`;
  return `“${ended.fileName}” imported`;
}

/** Null if the numbers say everything. */
export function endNote({ status, message, startedAt, rowsDone, rowsTotal }: Import): string | null {
  const kept = rowsDone > 0 ? " Rows already imported are kept." : "";
  if (status === "FAILED") return `${message ?? "See the log for the reason."}${kept}`;
  if (status !== "CANCELLED") return null;
  if (startedAt === null) return "It was cancelled, or not started within a day. Nothing has changed.";
  if (rowsTotal === 0) return "It was cancelled before any row was read. Nothing has changed.";
  return `${count(rowsDone)} of ${plural(rowsTotal, "row")} were read.${kept}`;
}

/** For screen readers: changes with the state and at each quarter, not with every row. */
export function announcement(shown: Import): string {
  if (shown.status === "DRAFT") return "";
  if (isImportFinished(shown))
    return [`${endTitle(shown)}.`, endNote(shown), `${outcomeLine(shown)}.`].filter(Boolean).join(" ");
  const { done, total } = progressOf(shown);
  const quarters = total > 0 ? Math.floor((done / total) * 4) : 0;
  const doing = isReading(shown) ? "rows read" : "photos fetched";
  return quarters === 0 ? `“${shown.fileName}” is being imported.` : `${quarters * 25} percent of the ${doing}.`;
}

export function cancelConsequences(shown: Import): string {
  const kept =
    shown.rowsDone > 0 ? "Rows already imported are kept; the rest is skipped." : "Nothing has been imported yet.";
  return `${kept} The file is removed from the server.`;
}

/** "12 rows, 3 products, 37 photos, 12 of them links to fetch" */
export function understoodLine({ rows, products, variants, links, complete }: ImportPreview): string {
  const photos = countPhotos(variants);
  const fetched = links > 0 ? `, ${links === photos ? "all" : `${count(links)} of them`} links to fetch` : "";
  const counts = `${plural(rows, "row")}, ${plural(products, "product")}, ${plural(photos, "photo")}${fetched}`;
  return complete ? `${counts}.` : `${counts} in the first ${count(MAX_PREVIEW_ROWS)} rows.`;
}

export const countPhotos = (variants: ImportPreview["variants"]): number =>
  variants.reduce((sum, { count: photos }) => sum + photos, 0);

/** Null if there is something to import. */
export function nothingToImport({ columns, rows, products, complete }: ImportPreview): string | null {
  if (rows === 0)
    return columns.length > 0 ? "The sheet has no rows below the header." : "This file has nothing to import.";
  return products === 0 && complete ? "No row can be imported. See the problems below." : null;
}

export const startLabel = ({ products, complete }: ImportPreview): string =>
  complete ? `Import ${plural(products, "product")}` : "Import the whole file";

/** Photos with a path must come in the same zip, so a CSV alone can't have them. */
export function missingPhotos(fileName: string, { variants, links }: ImportPreview): number {
  return isSheetName(fileName) ? countPhotos(variants) - links : 0;
}

/** Are these errors about files named by variant, not about rows of a sheet? */
export const areFiles = ([first]: readonly ImportRowError[]): boolean => first !== undefined && first.row === undefined;
