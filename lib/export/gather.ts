/** Gathers neighbours that belong together. */
export async function* gather<Item>(
  items: AsyncIterable<Item>,
  belong: (one: Item, next: Item) => boolean,
): AsyncGenerator<readonly [Item, ...Item[]]> {
  let group: [Item, ...Item[]] | null = null;
  for await (const item of items) {
    if (group && belong(group[0], item)) group.push(item);
    else {
      if (group) yield group;
      group = [item];
    }
  }
  if (group) yield group;
}
