import { count, plural } from "#components/ui/count.ts";
import {
  type Import,
  type ImportPreview,
  type ImportRowError,
  isImportOver,
  MAX_PREVIEW_ROWS,
} from "#lib/schemas/import.ts";

/** Of every screen of the page: what gets the keyboard when the screen before goes away with it. */
export const HEADING_ID = "import-heading";

type Progress = Pick<
  Import,
  "status" | "rowsDone" | "rowsTotal" | "imagesPending" | "imagesAdded" | "imagesUnchanged" | "errorCount"
>;

const isReading = ({ rowsDone, rowsTotal }: Progress) => rowsTotal === 0 || rowsDone < rowsTotal;

/** "Reading 12,340 of 100,000 rows", "Fetching pictures: 1,234 left": what an import that has not ended does now. */
export function progressLine(shown: Progress): string {
  if (shown.status === "QUEUED") return "Waiting in the queue";
  if (shown.rowsTotal === 0) return "Counting the rows";
  if (isReading(shown)) return `Reading ${count(shown.rowsDone)} of ${plural(shown.rowsTotal, "row")}`;
  return shown.imagesPending > 0 ? `Fetching photos: ${count(shown.imagesPending)} left` : "Finishing";
}

/** What the bar shows: rows, then pictures; those that a zip brought beside links count as there. */
export function progressOf(shown: Progress): { done: number; total: number } {
  if (isReading(shown)) return { done: shown.rowsDone, total: shown.rowsTotal };
  if (shown.imagesPending === 0) return { done: 1, total: 1 };
  const done = shown.imagesAdded + shown.imagesUnchanged;
  return { done, total: done + shown.imagesPending };
}

/** "3 products created, 12 images added, 1 problem": what an import did so far. */
export function outcomeLine(shown: Import): string {
  const parts = [
    shown.productsCreated > 0 && `${plural(shown.productsCreated, "product")} created`,
    shown.productsUpdated > 0 && `${plural(shown.productsUpdated, "product")} updated`,
    shown.imagesAdded > 0 && `${plural(shown.imagesAdded, "image")} added`,
    shown.errorCount > 0 && plural(shown.errorCount, "problem"),
  ].filter((part) => part !== false);
  return parts.length > 0 ? parts.join(", ") : "Nothing changed";
}

/** Is none of what the file holds in the catalogue? */
export const broughtNothing = (ended: Import): boolean =>
  ended.productsCreated + ended.productsUpdated + ended.imagesAdded + ended.imagesUnchanged === 0;

/** How an import ended, as a heading. */
export function endTitle(ended: Import): string {
  if (ended.status === "FAILED") return `“${ended.fileName}” couldn't be imported`;
  if (ended.status === "CANCELLED")
    return ended.startedAt === null
      ? `“${ended.fileName}” was not imported`
      : `The import of “${ended.fileName}” was cancelled`;
  if (broughtNothing(ended) && ended.errorCount > 0) return `Nothing was imported from “${ended.fileName}”`;
  return `“${ended.fileName}” imported`;
}

/** What there is to know of an end beside its numbers; null where the numbers say all. */
export function endNote({ status, message, startedAt, rowsDone, rowsTotal }: Import): string | null {
  const kept = rowsDone > 0 ? " Rows already imported are kept." : "";
  if (status === "FAILED") return `${message ?? "See the log for the reason."}${kept}`;
  if (status !== "CANCELLED") return null;
  if (startedAt === null) return "It was cancelled, or not started within a day. Nothing has changed.";
  if (rowsTotal === 0) return "It was cancelled before any row was read. Nothing has changed.";
  return `${count(rowsDone)} of ${plural(rowsTotal, "row")} were read.${kept}`;
}

/** What a screen reader is told: it changes with the state and at each quarter, not with every row. */
export function announcement(shown: Import): string {
  if (shown.status === "DRAFT") return "";
  if (isImportOver(shown))
    return [`${endTitle(shown)}.`, endNote(shown), `${outcomeLine(shown)}.`].filter(Boolean).join(" ");
  const { done, total } = progressOf(shown);
  const quarters = total > 0 ? Math.floor((done / total) * 4) : 0;
  const doing = isReading(shown) ? "rows read" : "photos fetched";
  return quarters === 0 ? `“${shown.fileName}” is being imported.` : `${quarters * 25} percent of the ${doing}.`;
}

/** What a cancelled import loses, and what it keeps. */
export function cancelConsequences(shown: Import): string {
  const kept =
    shown.rowsDone > 0 ? "Rows already imported are kept; the rest is skipped." : "Nothing has been imported yet.";
  return `${kept} The file is removed from the server.`;
}

/** "12 rows, 3 products, 37 photos, 12 of them links to fetch": what a file holds. */
export function understoodLine({ rows, products, variants, links, complete }: ImportPreview): string {
  const photos = countPhotos(variants);
  const fetched = links > 0 ? `, ${links === photos ? "all" : `${count(links)} of them`} links to fetch` : "";
  const counts = `${plural(rows, "row")}, ${plural(products, "product")}, ${plural(photos, "photo")}${fetched}`;
  return complete ? `${counts}.` : `${counts} in the first ${count(MAX_PREVIEW_ROWS)} rows.`;
}

export const countPhotos = (variants: ImportPreview["variants"]): number =>
  variants.reduce((sum, { count: photos }) => sum + photos, 0);

/** Why there is nothing to import; null where there is something. */
export function nothingToImport({ columns, rows, products, complete }: ImportPreview): string | null {
  if (rows === 0)
    return columns.length > 0 ? "The sheet has no rows below the header." : "This file has nothing to import.";
  return products === 0 && complete ? "No row can be imported. See the problems below." : null;
}

/** What the button says that starts the import. */
export const startLabel = ({ products, complete }: ImportPreview): string =>
  complete ? `Import ${plural(products, "product")}` : "Import the whole file";

/** Photos named by a path have to come in the same zip: how many of a bare CSV can't be found. */
export function missingPhotos(fileName: string, { variants, links }: ImportPreview): number {
  return /\.(?:csv|tsv|txt)$/i.test(fileName) ? countPhotos(variants) - links : 0;
}

/** Is this what went wrong with files that are named by variant, rather than with rows of a sheet? */
export const areFiles = ([first]: readonly ImportRowError[]): boolean => first !== undefined && first.row === undefined;
