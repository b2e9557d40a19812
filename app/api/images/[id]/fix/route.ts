import { notFound } from "#lib/errors.ts";
import { readId, readOptionalJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { fixImage } from "#lib/review/versions.ts";
import { fixRequestSchema } from "#lib/schemas/fix.ts";

export const POST = route<RouteContext<"/api/images/[id]/fix">>("version", async (request, { params }) => {
  const id = await readId(params, "image");
  const image = await fixImage(id, await readOptionalJson(request, fixRequestSchema));
  if (!image) throw notFound("image");
  return Response.json({ image }, { status: 202 });
});
