import "server-only";
import { db } from "#lib/db/client.ts";

export type Totals = { products: number; sourceImages: number; generated: number; failed: number };

/** The counts at the head of the dashboard. */
export async function findTotals(): Promise<Totals> {
  const client = await db();
  const [products, sourceImages, generated, failed] = await Promise.all([
    client.product.count(),
    client.sourceImage.count(),
    client.generatedImage.count({ where: { status: "COMPLETED" } }),
    client.generatedImage.count({ where: { status: "FAILED" } }),
  ]);
  return { products, sourceImages, generated, failed };
}
