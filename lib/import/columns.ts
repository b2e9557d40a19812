import { unwrapCell } from "#lib/import/cell-text.ts";
import { bareName, type Meaning, meaningOfName, visible } from "#lib/import/column-names.ts";
import { formatOf } from "#lib/import/formats.ts";
import type { Column } from "#lib/schemas/import.ts";
import { FIELDS, type Field } from "#lib/schemas/import-fields.ts";
import { LISTING_VARIANTS } from "#lib/schemas/variant-names.ts";

export const MAX_LINK_LENGTH = 2_000;

/** Longer cells are not tested: that could take minutes. */
const isPictureLink = (cell: string) =>
  cell.length <= MAX_LINK_LENGTH && /^(?:https?:)?\/\/\S+\.(?:jpe?g|png|webp|tiff?|gif|avif)(?:[?#]\S*)?$/i.test(cell);

export const isLink = (cell: string) => /^(?:https?:)?\/\/\S/i.test(cell.trim());

const isExact = (name: string, column: string) => visible(name).toLowerCase() === column.toLowerCase();

class Assignment {
  readonly columns: Column[];
  readonly #taken = new Set<string>();

  readonly #header: readonly string[];
  readonly #meanings: readonly Meaning[];

  constructor(header: readonly string[], meanings: readonly Meaning[]) {
    this.#header = header;
    this.#meanings = meanings;
    this.columns = header.map(() => null);
  }

  giveNamed(): void {
    const named = this.#meanings.flatMap((meaning, index) => {
      if (meaning === null || "photos" in meaning) return [];
      return [{ index, column: "field" in meaning ? meaning.field : meaning.variant }];
    });
    const exactly = ({ index, column }: { index: number; column: string }) =>
      isExact(this.#header[index] ?? "", column);
    for (const { index, column } of [...named.filter(exactly), ...named]) this.#give(index, column);
  }

  /** Several photo columns are MAIN, PT01, PT02 …; a single one is `image`, which may have several photos per row. */
  givePhotos(): void {
    const series = this.#meanings.flatMap((meaning, index) =>
      meaning !== null && "photos" in meaning ? [{ index, ...meaning }] : [],
    );
    const first = series.find(({ index }) => isExact(this.#header[index] ?? "", "image")) ?? series[0];
    const others = this.columns.some((column) => column !== null && LISTING_VARIANTS.includes(column));
    if (!first) return;
    if (!this.#taken.has("variant") && (others || series.length > 1 || first.photos === "more"))
      this.#giveSeries(series);
    else this.#give(first.index, "image");
  }

  #give(index: number, column: NonNullable<Column>): void {
    if (this.#taken.has(column)) return;
    this.#taken.add(column);
    this.columns[index] = column;
  }

  #giveSeries(series: { index: number; photos: "all" | "more"; number: number | null }[]): void {
    const inOrder = series.toSorted((a, b) => (a.number ?? a.index) - (b.number ?? b.index));
    for (const { index, photos, number } of inOrder) {
      const exact = photos === "more" && number !== null ? LISTING_VARIANTS[number] : undefined;
      const free = LISTING_VARIANTS.slice(photos === "more" ? 1 : 0).find((variant) => !this.#taken.has(variant));
      const column = exact && !this.#taken.has(exact) ? exact : free;
      if (column) this.#give(index, column);
    }
  }
}

const cellsIn = (samples: readonly string[][], index: number) =>
  samples.map((values) => (values[index] ?? "").trim()).filter((cell) => cell !== "");

function holdsNumbers(samples: readonly string[][], index: number): boolean {
  const cells = cellsIn(samples, index);
  return cells.length > 0 && cells.every((cell) => /^\d+$/.test(cell));
}

const isPhoto = (meaning: Meaning) => meaning !== null && (!("field" in meaning) || meaning.field === "image");

/** Numbers are no photos. If no column name says "photo", columns of picture links are photos. */
function byContent(named: readonly Meaning[], samples: readonly string[][]): Meaning[] {
  const meanings = named.map((meaning, index) => (isPhoto(meaning) && holdsNumbers(samples, index) ? null : meaning));
  if (meanings.some(isPhoto)) return meanings;
  return meanings.map((meaning, index) => {
    const cells = cellsIn(samples, index);
    return meaning === null && cells.length > 0 && cells.every(isPictureLink)
      ? { photos: "all", number: null }
      : meaning;
  });
}

/**
 * Guesses the mapping from the known formats, the words in the header, and the first cells. Exact names win over
 * synonyms, the first of equals wins, and photo columns are numbered.
 */
export function guessColumns(header: readonly string[], samples: readonly string[][] = []): Column[] {
  const special = formatOf(header)?.columns ?? {};
  const named = header.map((name) => {
    const key = bareName(name);
    return Object.hasOwn(special, key) ? (special[key] ?? null) : meaningOfName(name, FIELDS);
  });
  const assignment = new Assignment(header, byContent(named, samples));
  assignment.giveNamed();
  assignment.givePhotos();
  return assignment.columns;
}

export type Cells = { fields: Partial<Record<Field, string>>; variants: [variant: string, cell: string][] };

const FIELD_SET: ReadonlySet<string> = new Set(FIELDS);
const isField = (column: string): column is Field => FIELD_SET.has(column);

export function cellsOf(values: readonly string[], columns: readonly Column[]): Cells {
  const cells: Cells = { fields: {}, variants: [] };
  for (const [index, column] of columns.entries()) {
    if (column === null) continue;
    const value = unwrapCell(values[index] ?? "", column);
    // That there is a column of variants counts even where its cell is empty.
    if (value === "" && column !== "variant") continue;
    if (isField(column)) cells.fields[column] = value;
    else cells.variants.push([column, value]);
  }
  return cells;
}
