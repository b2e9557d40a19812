import { route } from "#lib/http/route.ts";
import { importCatalog } from "#lib/import/import-catalog.ts";
import { withUpload } from "#lib/import/upload.ts";

export const POST = route(async (request) => Response.json(await withUpload(request, importCatalog)));
