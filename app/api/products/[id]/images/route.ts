import { notFound } from "#lib/errors.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { moveImages } from "#lib/review/gallery.ts";
import { moveImagesSchema } from "#lib/schemas/product-edit.ts";

export const PATCH = route<RouteContext<"/api/products/[id]/images">>("version", async (request, { params }) => {
  const id = await readId(params, "product");
  const { variants } = await readJson(request, moveImagesSchema);
  const product = await moveImages(id, variants);
  if (!product) throw notFound("product");
  return Response.json(product);
});
