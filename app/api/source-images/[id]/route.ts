import { PHOTO_FILE, removePhoto, replacePhoto } from "#lib/catalog/photos.ts";
import { notFound } from "#lib/errors.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { withUpload } from "#lib/http/upload.ts";

type Context = RouteContext<"/api/source-images/[id]">;

export const PUT = route<Context>(
  "catalog",
  async (request, { params }) => {
    const id = await readId(params, "photo");
    return withUpload(request, PHOTO_FILE, async ({ path }) => {
      const sourceImage = await replacePhoto(id, path);
      if (!sourceImage) throw notFound("photo");
      return Response.json({ sourceImage });
    });
  },
  { atOnce: "upload" },
);

export const DELETE = route<Context>("delete", async (_request, { params }) => {
  if (!(await removePhoto(await readId(params, "photo")))) throw notFound("photo");
  return new Response(null, { status: 204 });
});
