import { notFound } from "#lib/errors.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { reviewImage } from "#lib/review/decide.ts";
import { reviewRequestSchema } from "#lib/schemas/review.ts";

export const POST = route<RouteContext<"/api/images/[id]/review">>("review", async (request, { params }) => {
  const id = await readId(params, "image");
  const image = await reviewImage(id, await readJson(request, reviewRequestSchema));
  if (!image) throw notFound("image");
  return Response.json({ image });
});
