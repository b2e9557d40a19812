/** One object per content, whichever products show it. */
export function sourceKey(sha256: string): string {
  return `source-images/${sha256}`;
}

export function isSourceKey(key: string): boolean {
  return key.startsWith("source-images/");
}

/** The key has the image's id, so a second attempt can't create a second object. */
export function generatedKey(id: string): string {
  return `generated-images/${id}`;
}

export function thumbnailKey(key: string): string {
  return `thumbnails/${key}`;
}

export function fileUrl(key: string): string {
  return `/api/files/${key}`;
}

export function isStorageKey(key: string): boolean {
  return /^(?:thumbnails\/)?(?:source|generated)-images\/[\w-]{1,64}$/.test(key);
}

export function importKey(id: string): string {
  return `imports/${id}`;
}

export const FOLDERS = [
  "source-images/",
  "generated-images/",
  "thumbnails/source-images/",
  "thumbnails/generated-images/",
  "imports/",
] as const;

/** The key in a row that this object belongs to: a thumbnail's picture, else itself; null for unknown keys. */
export function ownerKey(key: string): string | null {
  if (isStorageKey(key)) return key.replace(/^thumbnails\//, "");
  return /^imports\/[\w-]{1,64}(?:\.failed-rows)?$/.test(key) ? key : null;
}

export const storeIdKey = "store-id";

export function failedRowsKey(id: string): string {
  return `imports/${id}.failed-rows`;
}

export function writeCheckKey(id: string): string {
  return `write-checks/${id}`;
}
