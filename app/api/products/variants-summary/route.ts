import { countProductsByVariant } from "#lib/db/products.ts";
import { route } from "#lib/http/route.ts";

export const GET = route(async () => Response.json({ variants: await countProductsByVariant() }));
