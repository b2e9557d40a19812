import { listDeletedPhotos } from "#lib/db/products/deleted-photos.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const GET = route<RouteContext<"/api/products/[id]/deleted-photos">>("delete", async (_request, { params }) => {
  return Response.json({ photos: await listDeletedPhotos(await readId(params, "product")) });
});
