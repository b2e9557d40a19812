import { createProduct } from "#lib/catalog/edit-product.ts";
import { listProducts } from "#lib/db/products/list.ts";
import { readJson, readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { productsQuerySchema } from "#lib/schemas/product.ts";
import { newProductSchema } from "#lib/schemas/product-edit.ts";

export const GET = route("read", async (request) =>
  Response.json(await listProducts(readQuery(request, productsQuerySchema))),
);

export const POST = route("catalog", async (request) =>
  Response.json(await createProduct(await readJson(request, newProductSchema)), { status: 201 }),
);
