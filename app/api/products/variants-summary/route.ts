import { countProductsByVariant } from "#lib/db/products/read.ts";
import { countSelectedByVariant } from "#lib/db/products/selection.ts";
import { readJson, readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { selectionOf, selectionRequestSchema } from "#lib/schemas/bulk-generate.ts";
import { productFilterSchema } from "#lib/schemas/product.ts";

export const GET = route("read", async (request) => {
  return Response.json({ variants: await countProductsByVariant(readQuery(request, productFilterSchema)) });
});

export const POST = route(
  "read",
  async (request) => {
    const selection = selectionOf(await readJson(request, selectionRequestSchema));
    return Response.json({ variants: await countSelectedByVariant(selection) });
  },
  { onFullDisk: "allowed" },
);
