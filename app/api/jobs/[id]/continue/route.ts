import { notFound } from "#lib/errors.ts";
import { continueJob } from "#lib/generation/job-commands.ts";
import { readId, readIdempotency, readOptionalJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { continueRequestSchema } from "#lib/schemas/pilot.ts";

export const POST = route<{ params: Promise<{ id: string }> }>("spend", async (request, { params }) => {
  const body = await readOptionalJson(request, continueRequestSchema);
  const job = await continueJob(await readId(params, "job"), body, readIdempotency(request, body));
  if (!job) throw notFound("job");
  return Response.json(job);
});
