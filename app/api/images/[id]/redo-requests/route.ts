import { notFound } from "#lib/errors.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { askToRegenerate } from "#lib/review/versions.ts";
import { redoRequestInputSchema } from "#lib/schemas/redo-request.ts";

export const POST = route<RouteContext<"/api/images/[id]/redo-requests">>("review", async (request, { params }) => {
  const id = await readId(params, "image");
  const asked = await askToRegenerate(id, await readJson(request, redoRequestInputSchema));
  if (!asked) throw notFound("image");
  return Response.json(asked, { status: 201 });
});
