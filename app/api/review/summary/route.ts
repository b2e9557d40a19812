import { summarizeReview } from "#lib/db/images/review-list.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { reviewFilterSchema } from "#lib/schemas/review.ts";

export const GET = route("read", async (request) =>
  Response.json(await summarizeReview(readQuery(request, reviewFilterSchema))),
);
