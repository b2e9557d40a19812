import { listReviewImages } from "#lib/db/images/review-list.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { reviewQuerySchema } from "#lib/schemas/review.ts";

export const GET = route("read", async (request) =>
  Response.json(await listReviewImages(readQuery(request, reviewQuerySchema))),
);
