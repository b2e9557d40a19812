import { findJob } from "#lib/db/jobs/read.ts";
import { notFound } from "#lib/errors.ts";
import { deleteJob } from "#lib/generation/delete-job.ts";
import { changeBudget } from "#lib/generation/job-commands.ts";
import { readId, readJson, readQuery } from "#lib/http/read.ts";
import { revalidatedJson } from "#lib/http/revalidated.ts";
import { route } from "#lib/http/route.ts";
import { jobChangeSchema } from "#lib/schemas/budget.ts";
import { jobQuerySchema } from "#lib/schemas/job.ts";

type Context = RouteContext<"/api/jobs/[id]">;

export const GET = route<Context>("read", async (request, { params }) => {
  const { errors } = readQuery(request, jobQuerySchema);
  const job = await findJob(await readId(params, "job"), errors);
  if (!job) throw notFound("job");
  return revalidatedJson(request, job);
});

export const PATCH = route<Context>("admin", async (request, { params }) => {
  const id = await readId(params, "job");
  const job = await changeBudget(id, await readJson(request, jobChangeSchema));
  if (!job) throw notFound("job");
  return Response.json(job);
});

export const DELETE = route<Context>("delete", async (_request, { params }) => {
  if (!(await deleteJob(await readId(params, "job")))) throw notFound("job");
  return new Response(null, { status: 204 });
});
