import { findJob } from "#lib/db/jobs.ts";
import { notFound, readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const GET = route<RouteContext<"/api/jobs/[id]">>(async (_request, { params }) => {
  const job = await findJob(await readId(params, "job"));
  if (!job) throw notFound("job");
  return Response.json(job);
});
