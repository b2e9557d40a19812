import { findImage } from "#lib/db/images.ts";
import { notFound, readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const GET = route<RouteContext<"/api/images/[id]">>(async (_request, { params }) => {
  const image = await findImage(await readId(params, "image"));
  if (!image) throw notFound("image");
  return Response.json(image);
});
