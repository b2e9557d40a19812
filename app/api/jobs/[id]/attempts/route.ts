import { listAttempts } from "#lib/db/images/attempt-list.ts";
import { jobExists } from "#lib/db/jobs/read.ts";
import { notFound } from "#lib/errors.ts";
import { readId, readQuery } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { attemptsQuerySchema } from "#lib/schemas/job.ts";

export const GET = route<RouteContext<"/api/jobs/[id]/attempts">>("read", async (request, { params }) => {
  const id = await readId(params, "job");
  const query = readQuery(request, attemptsQuerySchema);
  if (!(await jobExists(id))) throw notFound("job");
  return Response.json(await listAttempts(id, query));
});
