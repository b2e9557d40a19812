import { checkModel } from "#lib/check-model.ts";
import { readIdempotency } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const POST = route<RouteContext<"/api/models/[id]/check">>("spend", async (request, { params }) => {
  const { id } = await params;
  return Response.json(await checkModel(id, readIdempotency(request, null)));
});
