import { editProduct, removeProduct } from "#lib/catalog/edit-product.ts";
import { findProduct } from "#lib/db/products/read.ts";
import { notFound } from "#lib/errors.ts";
import { readId, readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { productChangeSchema } from "#lib/schemas/product-edit.ts";

type Context = RouteContext<"/api/products/[id]">;

export const GET = route<Context>("read", async (_request, { params }) => {
  const product = await findProduct(await readId(params, "product"));
  if (!product) throw notFound("product");
  return Response.json(product);
});

export const PATCH = route<Context>("catalog", async (request, { params }) => {
  const id = await readId(params, "product");
  const product = await editProduct(id, await readJson(request, productChangeSchema));
  if (!product) throw notFound("product");
  return Response.json(product);
});

export const DELETE = route<Context>("delete", async (_request, { params }) => {
  if (!(await removeProduct(await readId(params, "product")))) throw notFound("product");
  return new Response(null, { status: 204 });
});
