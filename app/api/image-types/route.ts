import { createImageType, listImageTypes } from "#lib/db/image-types.ts";
import { readJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { imageTypeInputSchema } from "#lib/schemas/image-type.ts";

export const GET = route("read", async () => Response.json({ imageTypes: await listImageTypes() }));

export const POST = route("prompt", async (request) =>
  Response.json(await createImageType(await readJson(request, imageTypeInputSchema)), { status: 201 }),
);
