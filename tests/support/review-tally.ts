import { db } from "#lib/db/client.ts";

const WRONG_COUNTS = `
  SELECT "originJobId", "targetVariant", verdict, flags, decision, "isFixable", sum(images)::int AS images FROM (
    SELECT "originJobId", "targetVariant", verdict, flags, decision, "isFixable", images FROM "ReviewTally"
    UNION ALL SELECT i."originJobId", i."targetVariant", i.verdict, i.flags, i.decision, i.origin <> 'FIX' AND NOT EXISTS (
      SELECT FROM "GenerationTask" f WHERE f."parentImageId" = i.id AND f.origin = 'FIX'), -1
    FROM "MadeImage" i WHERE i."isCurrent"
  ) counted GROUP BY 1, 2, 3, 4, 5, 6 HAVING sum(images) <> 0`;

/** The groups whose kept count is not the number of their images, and by how much. */
export async function wrongCounts(): Promise<unknown> {
  return db.$queryRawUnsafe(WRONG_COUNTS);
}
