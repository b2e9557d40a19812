import { notFound } from "#lib/errors.ts";
import { readId, readIdempotency, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { regenerateImage } from "#lib/review/versions.ts";
import { regenerateRequestSchema } from "#lib/schemas/image.ts";

export const POST = route<RouteContext<"/api/images/[id]/regenerate">>("spend", async (request, { params }) => {
  const id = await readId(params, "image");
  const input = await readJson(request, regenerateRequestSchema);
  const image = await regenerateImage(id, input, readIdempotency(request, input));
  if (!image) throw notFound("image");
  return Response.json({ image }, { status: 202 });
});
