import { deleteLink } from "#lib/db/review-links.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const DELETE = route<RouteContext<"/api/review-links/[id]">>("review", async (_request, { params }) => {
  if (!(await deleteLink(await readId(params, "review link")))) throw notFound("review link");
  return new Response(null, { status: 204 });
});
