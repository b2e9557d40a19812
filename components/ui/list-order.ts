type Row = { id: string };

/** One place further; the same list where it is at that end, or not there. */
export function moved<Item>(items: Item[], from: number, by: 1 | -1): Item[] {
  const item = items[from];
  if (item === undefined || items[from + by] === undefined) return items;
  return items.toSpliced(from, 1).toSpliced(from + by, 0, item);
}

/** The next one, else the previous one; null if it is the only one. */
export function entryBeside<Item extends Row>(items: readonly Item[], id: string): Item | null {
  const place = items.findIndex((item) => item.id === id);
  return items[place + 1] ?? items[place - 1] ?? null;
}
