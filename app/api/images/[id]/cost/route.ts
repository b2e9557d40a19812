import { findImageCost } from "#lib/db/costs.ts";
import { imageExists } from "#lib/db/images/read.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const GET = route<RouteContext<"/api/images/[id]/cost">>("read", async (_request, { params }) => {
  const id = await readId(params, "image");
  if (!(await imageExists(id))) throw notFound("image");
  return Response.json(await findImageCost(id));
});
