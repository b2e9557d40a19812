import { addLookPicture, LOOK_PICTURE_FILE } from "#lib/catalog/looks.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { withUpload } from "#lib/http/upload.ts";

export const POST = route<RouteContext<"/api/looks/[id]/pictures">>(
  "prompt",
  async (request, { params }) => {
    const id = await readId(params, "look");
    return withUpload(request, LOOK_PICTURE_FILE, async ({ path }) => {
      const answer = await addLookPicture(id, path);
      if (!answer) throw notFound("look");
      return Response.json({ picture: answer.picture }, { status: answer.added ? 201 : 200 });
    });
  },
  { atOnce: "upload" },
);
