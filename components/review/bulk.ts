import { newReview, type Step, UNREVIEWED } from "#components/review/decisions.ts";
import { plural } from "#components/ui/count.ts";
import { send } from "#lib/api-client.ts";
import type { bulkFixResponseSchema } from "#lib/schemas/fix.ts";
import type { bulkReviewResponseSchema, Review, ReviewFilter } from "#lib/schemas/review.ts";

export type BulkKind = "approve" | "fix";

/** The images as they were counted at `asOf`. */
export type Bulk = { kind: BulkKind; asOf: string; size: number };

type OnPart = (imageIds: string[]) => void;

async function approveAll(filter: ReviewFilter, { asOf }: Bulk, onPart: OnPart): Promise<void> {
  const selection = { ...filter, asOf, verdict: "pass", decision: "none" };
  let more = true;
  while (more) {
    const part = await send<typeof bulkReviewResponseSchema>("/api/images/review", { selection, decision: "approve" });
    onPart(part.changed);
    more = part.more && part.changed.length > 0;
  }
}

/** None is taken twice, so each part is another one. */
async function fixAll(filter: ReviewFilter, { asOf, size }: Bulk, onPart: OnPart): Promise<void> {
  for (const verdict of ["fail", "warn"]) {
    const selection = { ...filter, asOf, verdict, decision: "none" };
    let more = true;
    while (more) {
      const part = await send<typeof bulkFixResponseSchema>("/api/images/fix", { selection, size });
      onPart(part.imageIds);
      more = part.more && part.count > 0;
    }
  }
}

/** Tells of each part's ids. Throws `ApiError`. */
export const sendBulk = (bulk: Bulk, filter: ReviewFilter, onPart: OnPart): Promise<void> =>
  (bulk.kind === "approve" ? approveAll : fixAll)(filter, bulk, onPart);

type Reviews = ReadonlyMap<string, Review>;

/** The others are undone with their own decision. */
export const untouched = (imageIds: readonly string[], before: Reviews, now: Reviews): string[] =>
  imageIds.filter((id) => now.get(id) === before.get(id));

export function approval(imageIds: readonly string[]): Step {
  const after = newReview("approve", "", new Date());
  const changes = imageIds.map((imageId) => ({ imageId, before: UNREVIEWED, after }));
  return { changes, said: `Approved ${plural(imageIds.length, "image")}` };
}
