/** `side`: px. */
export function makeRows(side: number): string {
  return `
    INSERT INTO "GeneratedImage" (id, "productId", "targetVariant", "chainId", "originJobId", "storageKey", "mimeType", width, height, bytes, sha256, "updatedAt")
    SELECT id, "productId", "targetVariant", "chainId", "originJobId", 'generated-images/' || id, 'image/jpeg', ${side}, ${side}, 1, id, now()
    FROM "GenerationTask" WHERE status = 'COMPLETED';
    INSERT INTO "CurrentImage" ("chainId", "imageId") SELECT "chainId", id FROM "GeneratedImage";`;
}
