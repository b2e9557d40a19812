import { notFound, readId, readIdempotency, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { redoImage } from "#lib/review/versions.ts";
import { redoRequestSchema } from "#lib/schemas/image.ts";

export const POST = route<RouteContext<"/api/images/[id]/redo">>(async (request, { params }) => {
  const id = await readId(params, "image");
  const input = await readJson(request, redoRequestSchema);
  const image = await redoImage(id, input, readIdempotency(request, input));
  if (!image) throw notFound("image");
  return Response.json({ image }, { status: 202 });
});
