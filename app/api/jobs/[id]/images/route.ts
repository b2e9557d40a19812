import { listJobImages } from "#lib/db/images/read.ts";
import { jobExists } from "#lib/db/jobs/read.ts";
import { notFound } from "#lib/errors.ts";
import { readId, readQuery } from "#lib/http/read.ts";
import { revalidatedJson } from "#lib/http/revalidated.ts";
import { route } from "#lib/http/route.ts";
import { jobImagesQuerySchema } from "#lib/schemas/image.ts";

export const GET = route<RouteContext<"/api/jobs/[id]/images">>("read", async (request, { params }) => {
  const id = await readId(params, "job");
  const query = readQuery(request, jobImagesQuerySchema);
  if (!(await jobExists(id))) throw notFound("job");
  return revalidatedJson(request, await listJobImages(id, query));
});
