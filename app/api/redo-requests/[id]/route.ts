import { closeRedoRequest } from "#lib/db/images/redo-requests.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const DELETE = route<RouteContext<"/api/redo-requests/[id]">>("spend", async (_request, { params }) => {
  if (!(await closeRedoRequest(await readId(params, "request")))) throw notFound("request");
  return new Response(null, { status: 204 });
});
