import type { ImportRow, Origin } from "#lib/import/row.ts";

export type Line = {
  origin: Origin;
  values: string[];
  /** Null if the line is empty. Throws `RowError`. */
  read(): ImportRow | null;
};

export type Lines = {
  /** In file order, some at a time. Each call starts at the first line. */
  pieces(): AsyncIterable<Line[]>;
};

export async function* eachLine({ pieces }: Lines): AsyncGenerator<Line> {
  for await (const piece of pieces()) yield* piece;
}
