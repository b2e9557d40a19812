import { countProductsByVariant } from "#lib/db/products.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { productFilterSchema } from "#lib/schemas/product.ts";

export const GET = route(async (request) => {
  return Response.json({ variants: await countProductsByVariant(readQuery(request, productFilterSchema)) });
});
