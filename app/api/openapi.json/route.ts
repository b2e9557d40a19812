import { route } from "#lib/http/route.ts";
import { once } from "#lib/once.ts";
import { openApiDocument } from "#lib/openapi/document.ts";

export const GET = route("read", async () => Response.json(once("openapi", openApiDocument)));
