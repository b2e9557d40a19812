import "server-only";
import { db } from "#lib/db/client.ts";
import { countImages } from "#lib/db/metrics.ts";
import { sharedInFlight } from "#lib/in-flight.ts";

export type Totals = { products: number; sourceImages: number; generated: number; failed: number };

async function countAll(): Promise<Totals> {
  const [products, sourceImages, images] = await Promise.all([
    db.product.count(),
    db.sourceImage.count(),
    countImages(),
  ]);
  const inState = (state: string) => images.filter(({ status }) => status === state);
  return {
    products,
    sourceImages,
    generated: inState("COMPLETED").reduce((sum, { images }) => sum + images, 0),
    failed: inState("FAILED").reduce((sum, { inJobs }) => sum + inJobs, 0),
  };
}

/** Failed images are those of jobs, where they are listed and can be retried. */
export const findTotals = sharedInFlight(countAll);
