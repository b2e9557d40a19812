import { imageExists } from "#lib/db/images/read.ts";
import { listReviews } from "#lib/db/images/review.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const GET = route<RouteContext<"/api/images/[id]/reviews">>("read", async (_request, { params }) => {
  const id = await readId(params, "image");
  if (!(await imageExists(id))) throw notFound("image");
  return Response.json({ reviews: await listReviews(id) });
});
