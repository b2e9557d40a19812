import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { fixImages } from "#lib/review/versions.ts";
import { bulkFixRequestSchema } from "#lib/schemas/fix.ts";

export const POST = route("version", async (request) =>
  Response.json(await fixImages(await readJson(request, bulkFixRequestSchema)), { status: 202 }),
);
