import { notFound } from "#lib/errors.ts";
import { commandJob, retryShot } from "#lib/generation/job-commands.ts";
import { readId, readIdempotency, readOptionalJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { retryRequestSchema } from "#lib/schemas/job.ts";

export const POST = route<RouteContext<"/api/jobs/[id]/retry-failed">>("spend", async (request, { params }) => {
  const id = await readId(params, "job");
  const { shot } = await readOptionalJson(request, retryRequestSchema);
  const job =
    shot === undefined
      ? await commandJob(id, "retry-failed", readIdempotency(request, null))
      : await retryShot(id, shot, readIdempotency(request, { shot }));
  if (!job) throw notFound("job");
  return Response.json(job);
});
