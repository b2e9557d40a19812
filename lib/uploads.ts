// What routes and use cases agree on about a file that is sent.

export type Upload = { path: string; name: string; bytes: number; fields: ReadonlyMap<string, string> };

export type UploadRules = {
  maxBytes: number;
  tooLarge: string;
  missing: string;
  /** Called before anything is received with the expected size, if the request tells it; throws if there is no room. */
  reserve?: (expected: number | null) => Promise<Reservation>;
};

export type Reservation = {
  /** Records received bytes; throws if there is no room. */
  add(bytes: number): void;
  release(): void;
};
