import { createKeptStore, useStore } from "#components/ui/store.ts";
import { isTextList } from "#lib/schemas/url-values.ts";

const MOST = 20;
const NONE: readonly string[] = [];

function parse(stored: string): readonly string[] {
  try {
    const ids: unknown = JSON.parse(stored);
    return isTextList(ids) ? ids : NONE;
  } catch {
    return NONE; // Somebody else's, or cut off: nothing is lost but a notice.
  }
}

const store = createKeptStore(NONE, {
  key: "packshot.watched-jobs",
  area: "localStorage",
  toText: (ids) => JSON.stringify(ids),
  fromText: parse,
});

export const watchedJobs = store.get;
export const useWatchedJobs = (): readonly string[] => useStore(store, NONE);

export const watchJob = (id: string): void =>
  store.set((ids) => [...ids.filter((other) => other !== id), id].slice(-MOST));

export const unwatchJob = (id: string): void => store.set((ids) => ids.filter((other) => other !== id));
