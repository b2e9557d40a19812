import { commandJob } from "#lib/generation/job-commands.ts";
import { notFound, readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

export const POST = route<RouteContext<"/api/jobs/[id]/pause">>(async (_request, { params }) => {
  const job = await commandJob(await readId(params, "job"), "pause");
  if (!job) throw notFound("job");
  return Response.json(job);
});
