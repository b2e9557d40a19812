import { db } from "#lib/db/client.ts";

/** "Product 1" is the newest. Their photos have no bytes. */
export async function makeManyProducts(count: number, variant = "PT01"): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "Product" (id, asin, title, category, "createdAt", "updatedAt")
    SELECT 'p' || n, 'M' || lpad(n::text, 9, '0'), 'Product ' || n, CASE WHEN n % 2 = 0 THEN 'Even' ELSE 'Odd' END,
      now() - n * interval '1 second', now()
    FROM generate_series(1, ${count}::int) AS n`;
  await db.$executeRaw`
    INSERT INTO "SourceImage" (id, "productId", variant, "storageKey", "mimeType", width, height, bytes, sha256)
    SELECT 's' || n, 'p' || n, ${variant}, 'source-images/s' || n, 'image/jpeg', 100, 100, 1, n::text
    FROM generate_series(1, ${count}::int) AS n`;
}
