import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { reviewImages } from "#lib/review/decide.ts";
import { bulkReviewRequestSchema } from "#lib/schemas/review.ts";

export const POST = route("review", async (request) =>
  Response.json(await reviewImages(await readJson(request, bulkReviewRequestSchema))),
);
