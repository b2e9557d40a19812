import { listProducts } from "#lib/db/product-list.ts";
import { readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { productsQuerySchema } from "#lib/schemas/product.ts";

export const GET = route(async (request) => Response.json(await listProducts(readQuery(request, productsQuerySchema))));
