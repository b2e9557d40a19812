import { listReviewProducts } from "#lib/db/images/review-products.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { reviewProductsQuerySchema } from "#lib/schemas/review.ts";

export const GET = route("read", async (request) =>
  Response.json(await listReviewProducts(readQuery(request, reviewProductsQuerySchema))),
);
