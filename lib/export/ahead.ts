/**
 * Works on up to `count` further items while one is handed out, in their order. What `work` throws is thrown when its
 * item's turn comes.
 */
export async function* workAhead<Item, Result>(
  items: AsyncIterable<Item>,
  count: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const running: Promise<Result>[] = [];
  for await (const item of items) {
    const next = work(item);
    next.catch(() => undefined);
    running.push(next);
    const first = running.length > count ? running.shift() : undefined;
    if (first) yield await first;
  }
  for (const rest of running) yield await rest;
}
