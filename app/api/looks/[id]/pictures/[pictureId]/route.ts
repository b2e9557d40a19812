import { removeLookPicture } from "#lib/catalog/looks.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const DELETE = route<RouteContext<"/api/looks/[id]/pictures/[pictureId]">>(
  "prompt",
  async (_request, { params }) => {
    const id = await readId(params, "look");
    const pictureId = await readId(
      params.then((each) => ({ id: each.pictureId })),
      "picture",
    );
    if (!(await removeLookPicture(id, pictureId))) throw notFound("picture");
    return new Response(null, { status: 204 });
  },
);
