import { findImport } from "#lib/db/imports/read.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const GET = route<RouteContext<"/api/imports/[id]">>("catalog", async (_request, { params }) => {
  const found = await findImport(await readId(params, "import"));
  if (!found) throw notFound("import");
  return Response.json(found);
});
