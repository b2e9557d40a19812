/** The pictures that are taken in, and that the model may answer with, each with its file extension. */
export const PICTURE_TYPES = {
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/webp": "webp",
  "image/tiff": "tif",
  "image/gif": "gif",
  "image/avif": "avif",
} as const;
export type PictureType = keyof typeof PICTURE_TYPES;

export const MAX_PHOTO_BYTES = 25 * 1024 ** 2;
export const MAX_IMPORT_BYTES = 5 * 1024 ** 3;

/** For the `accept` of a file input. */
export const ACCEPTED_PICTURES = Object.keys(PICTURE_TYPES).join();

/** Names of pictures, with those that are not taken in: what is wrong with a picture is said once it was looked at. */
export const PICTURE_NAME = /\.(?:jpe?g|jfif|png|webp|tiff?|gif|avif|hei[cf]|bmp)$/i;

/** Extensions of files that can be imported, for the `accept` of a file input. */
export const ACCEPTED_IMPORTS = [".zip", ".csv", ".tsv", ".txt", ".gz"].join();

const extensionOf = (name: string) => /\.\w+$/.exec(name)?.[0].toLowerCase() ?? "";

/** Can it be imported, going by its name? */
export const isImportName = (name: string) => ACCEPTED_IMPORTS.split(",").includes(extensionOf(name));

export const isZipName = (name: string) => extensionOf(name) === ".zip";

/** A text may be a sheet, or anything else. */
export const isTextName = (name: string) => extensionOf(name) === ".txt";

export const isSheetName = (name: string) => [".csv", ".tsv", ".txt"].includes(extensionOf(name));

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
