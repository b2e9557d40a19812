import { addPhoto, movePhotos, PHOTO_FILE } from "#lib/catalog/photos.ts";
import { notFound } from "#lib/errors.ts";
import { readFields, readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { withUpload } from "#lib/http/upload.ts";
import { movePhotosSchema, photoFieldsSchema } from "#lib/schemas/product-edit.ts";

type Context = RouteContext<"/api/products/[id]/source-images">;

export const POST = route<Context>(
  "catalog",
  async (request, { params }) => {
    const id = await readId(params, "product");
    return withUpload(request, PHOTO_FILE, async ({ path, fields }) => {
      const { variant } = readFields(fields, photoFieldsSchema);
      const answer = await addPhoto(id, variant, path);
      if (!answer) throw notFound("product");
      return Response.json({ sourceImage: answer.sourceImage }, { status: answer.added ? 201 : 200 });
    });
  },
  { atOnce: "upload" },
);

export const PATCH = route<Context>("catalog", async (request, { params }) => {
  const id = await readId(params, "product");
  const { variants } = await readJson(request, movePhotosSchema);
  const product = await movePhotos(id, variants);
  if (!product) throw notFound("product");
  return Response.json(product);
});
