import { findProduct } from "#lib/db/products.ts";
import { notFound, readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const GET = route<RouteContext<"/api/products/[id]">>(async (_request, { params }) => {
  const product = await findProduct(await readId(params, "product"));
  if (!product) throw notFound("product");
  return Response.json(product);
});
