/** How often the page asks for what changes by itself, in milliseconds. */
export const POLL_MS = {
  /** A version that a person waits for. */
  version: 1_000,
  /** Most imports take less than a second. */
  import: 400,
  /** A job, its images and its attempts; a product while an image of it is being made. */
  job: 2_000,
  /** A job whose end the browser was asked to tell, on any page. */
  watchedJob: 5_000,
  /** A list in which nothing is in progress: another tab may start something. */
  idleList: 15_000,
} as const;

type Other<Data> = {
  /** 0: it is not asked again. */
  otherwise?: number;
  /** What is shown until SWR has an answer: an answer that equals it draws nothing, so that no later render would start. */
  initial?: Data | undefined;
};

/**
 * SWR's `refreshInterval` for data that changes while it is in progress. Create it in each render: SWR asks it again
 * only then, so a function that stays the same would not start once it has stopped.
 */
export function pollWhile<Data>(
  isInProgress: (data: Data) => boolean,
  every: number,
  { otherwise = 0, initial }: Other<Data> = {},
) {
  return (latest: Data | undefined): number => {
    const data = latest ?? initial;
    return data !== undefined && isInProgress(data) ? every : otherwise;
  };
}
