import { findVersions } from "#lib/db/images/read.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const GET = route<RouteContext<"/api/images/[id]/versions">>("read", async (_request, { params }) => {
  const images = await findVersions(await readId(params, "image"));
  if (images.length === 0) throw notFound("image");
  return Response.json({ images });
});
