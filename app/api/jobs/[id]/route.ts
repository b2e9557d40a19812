import { findJob } from "#lib/db/jobs/read.ts";
import { notFound } from "#lib/errors.ts";
import { deleteJob } from "#lib/generation/delete-job.ts";
import { readId } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";

type Context = RouteContext<"/api/jobs/[id]">;

export const GET = route<Context>(async (_request, { params }) => {
  const job = await findJob(await readId(params, "job"));
  if (!job) throw notFound("job");
  return Response.json(job);
});

export const DELETE = route<Context>(async (_request, { params }) => {
  if (!(await deleteJob(await readId(params, "job")))) throw notFound("job");
  return new Response(null, { status: 204 });
});
