import "server-only";
import { db } from "#lib/db/client.ts";
import { sharedInFlight } from "#lib/in-flight.ts";

export type Totals = { products: number; sourceImages: number; generated: number; failed: number };

async function countAll(): Promise<Totals> {
  const [products, sourceImages, generated, failed] = await Promise.all([
    db.product.count(),
    db.sourceImage.count(),
    db.generatedImage.count({ where: { status: "COMPLETED" } }),
    db.generatedImage.count({ where: { status: "FAILED", jobId: { not: null } } }),
  ]);
  return { products, sourceImages, generated, failed };
}

/** The counts at the head of the dashboard. Failed images are those of jobs, where they are listed and can be retried. */
export const findTotals = sharedInFlight(countAll);
