import { notFound } from "#lib/errors.ts";
import { openFile } from "#lib/export/single.ts";
import { readId, readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { fileQuerySchema } from "#lib/schemas/export.ts";

export const GET = route<RouteContext<"/api/export/images/[id]">>("export", async (request, { params }) => {
  const id = await readId(params, "image");
  const file = await openFile(id, readQuery(request, fileQuerySchema), request.signal);
  if (!file) throw notFound("image");
  return new Response(file.bytes, {
    headers: {
      "content-type": "image/jpeg",
      "content-disposition": `attachment; filename="${file.name}"`,
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
    },
  });
});
