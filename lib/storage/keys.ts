/** Where the bytes of a source photo are: one object for each content, whichever products show it. */
export function sourceKey(sha256: string): string {
  return `source-images/${sha256}`;
}

/** Is there a source photo, as it came, under this key? */
export function isSourceKey(key: string): boolean {
  return key.startsWith("source-images/");
}

/** Where a generated image's bytes are, as the model sent them. The key holds the id, so a second attempt can't make a second object. */
export function generatedKey(id: string): string {
  return `generated-images/${id}`;
}

/** Where the small JPEG of a stored picture is. */
export function thumbnailKey(key: string): string {
  return `thumbnails/${key}`;
}

/** The address of a stored object. */
export function fileUrl(key: string): string {
  return `/api/files/${key}`;
}

/** Is this the shape of a key this app writes? Nothing else is ever looked up in the store. */
export function isStorageKey(key: string): boolean {
  return /^(?:thumbnails\/)?(?:source|generated)-images\/[\w-]{1,64}$/.test(key);
}

/** Where the file of an import is while it is worked on. */
export function importKey(id: string): string {
  return `imports/${id}`;
}

/** The folders that objects are in. */
export const FOLDERS = [
  "source-images/",
  "generated-images/",
  "thumbnails/source-images/",
  "thumbnails/generated-images/",
  "imports/",
] as const;

/** The key of the object that a row names and this one belongs to: a thumbnail's picture, else itself; null where the app writes no such key. */
export function ownerKey(key: string): string | null {
  if (isStorageKey(key)) return key.replace(/^thumbnails\//, "");
  return /^imports\/[\w-]{1,64}(?:\.failed-rows)?$/.test(key) ? key : null;
}

/** Where the id of the store is, which its database holds as well. */
export const storeIdKey = "store-id";

/** Where the CSV of the rows of an import that failed is. */
export function failedRowsKey(id: string): string {
  return `imports/${id}.failed-rows`;
}

/** Where an object is put and removed again, to see that the store takes it. */
export function writeCheckKey(id: string): string {
  return `write-checks/${id}`;
}
