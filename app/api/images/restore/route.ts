import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { restoreImages } from "#lib/review/versions.ts";
import { restoreRequestSchema } from "#lib/schemas/restore.ts";

export const POST = route("version", async (request) =>
  Response.json(await restoreImages(await readJson(request, restoreRequestSchema))),
);
