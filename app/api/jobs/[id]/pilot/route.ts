import { notFound } from "#lib/errors.ts";
import { tryOnOthers } from "#lib/generation/job-commands.ts";
import { findPilot } from "#lib/generation/pilot.ts";
import { readId, readIdempotency, readOptionalJson } from "#lib/http/read.ts";
import { route } from "#lib/http/route.ts";
import { tryOthersRequestSchema } from "#lib/schemas/pilot.ts";

type Context = RouteContext<"/api/jobs/[id]/pilot">;

export const GET = route<Context>("read", async (_request, { params }) => {
  const pilot = await findPilot(await readId(params, "job"));
  if (!pilot) throw notFound("pilot");
  return Response.json(pilot);
});

export const POST = route<Context>("spend", async (request, { params }) => {
  const body = await readOptionalJson(request, tryOthersRequestSchema);
  const job = await tryOnOthers(await readId(params, "job"), body, readIdempotency(request, body));
  if (!job) throw notFound("job");
  return Response.json(job);
});
